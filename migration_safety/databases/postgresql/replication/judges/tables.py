"""Tables that come, go, get another name or are emptied, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.core.price.sized import renaming
from migration_safety.databases.postgresql.replication import shell, shims
from migration_safety.databases.postgresql.replication.seen import Judge, Seen

LEFT_OUT = "leave it out of the publication"
ANEW = "alter the table that is there; one made anew is skipped without a word"


def created(seen: Seen) -> Iterator[Verdict]:
    """CREATE TABLE."""
    if seen.table in seen.ahead.anew:
        yield from _anew(seen, seen.table)
        return
    yield seen.forward(Fate.WORKS, f"blue knows nothing of {seen.table}")
    because = f"blue has no table {seen.table}: a rollback loses its rows"
    yield seen.reverse(Fate.LOUD, because, guard=LEFT_OUT)


def _anew(seen: Seen, name: str) -> Iterator[Verdict]:
    because = f"{name} is another table than the one that the subscription knows"
    for say in (seen.forward, seen.reverse):
        yield say(Fate.SILENT, because, hazard="S1", guard=ANEW, held=False)


def gone(seen: Seen) -> Iterator[Verdict]:
    """DROP TABLE."""
    if seen.table in seen.ahead.anew:
        return
    yield seen.forward(Fate.LOUD, f"green has no table {seen.table}", guard=LEFT_OUT)
    because = f"{seen.table} of blue stands as it was at the switch"
    yield seen.reverse(Fate.WORKS, because)


def renamed(seen: Seen) -> Iterator[Verdict]:
    """RENAME TABLE and SET SCHEMA."""
    new = renaming(seen.action)
    if new in seen.ahead.anew:
        yield from _anew(seen, new)
        return
    if seen.table in seen.ahead.anew:
        return
    because = f"green has no table {seen.table}: it is {new} there"
    key = seen.key
    if not key or seen.action.shape == "SET SCHEMA":
        guard = "keep the table: db_table pins its name"
        yield seen.forward(Fate.LOUD, because, guard=guard, held=False)
        yield seen.reverse(Fate.LOUD, f"blue has no table {new}", guard=guard, held=False)
        return
    green = (seen.path[0], new.rpartition(".")[2])
    make, undo = shell.shell(seen.path, green, key)
    shim = seen.on_green(make, undo, f"Blue sends rows of {seen.table}, which is {new} on green.")
    guard = f"{new} is the one partition of an empty {seen.table}, registered again"
    yield seen.forward(Fate.LOUD, because, hazard="S1", guard=guard, shims=(shim,))
    make, undo = shell.shell(green, seen.path, key)
    shim = seen.on_blue(make, undo, f"Green sends rows of {new}, which is {seen.table} on blue.")
    guard = f"{seen.table} is the one partition of an empty {new} on blue"
    yield seen.reverse(Fate.LOUD, f"blue has no table {new}", guard=guard, shims=(shim,))


def renamed_new(seen: Seen) -> Iterator[Verdict]:
    """RENAME TABLE of one that the plan has made, perhaps into the place of another."""
    if renaming(seen.action) in seen.ahead.anew:
        yield from _anew(seen, renaming(seen.action))


def emptied(seen: Seen) -> Iterator[Verdict]:
    """TRUNCATE, by the migration, on green alone."""
    because = f"what blue changes of rows that {seen.table} has lost on green is dropped"
    guard = "empty it in a deploy of its own, in place"
    yield seen.forward(Fate.SILENT, because, hazard="S12", guard=guard, held=False)
    because = f"{seen.table} keeps its rows on blue"
    yield seen.reverse(Fate.LOSSY, because, guard=guard, held=False)


def triggered(seen: Seen) -> Iterator[Verdict]:
    """CREATE TRIGGER: as it is made, it does not fire for replicated rows."""
    shim = seen.on_green(
        shims.firing(seen.path, seen.action.name, "ENABLE ALWAYS"),
        shims.firing(seen.path, seen.action.name, "ENABLE"),
        f"{seen.action.name} does not fire for rows from blue.",
    )
    because = f"{seen.action.name} does not fire for rows of {seen.table} that blue sends"
    guard = "ENABLE ALWAYS; the function names its tables with their schema"
    yield seen.forward(Fate.SILENT, because, hazard="S7", guard=guard, shims=(shim,))
    yield seen.reverse(Fate.WORKS, "blue has no such trigger")


def unlogged(seen: Seen) -> Iterator[Verdict]:
    """SET UNLOGGED: what is not in the log is not sent."""
    yield seen.forward(Fate.WORKS, f"blue still logs {seen.table}")
    because = f"changes of {seen.table} are not sent back: it is unlogged on green"
    yield seen.reverse(Fate.SILENT, because, hazard="S18", guard=LEFT_OUT, held=False)


def enum_value(seen: Seen) -> Iterator[Verdict]:
    """ALTER TYPE .. ADD VALUE."""
    yield seen.forward(Fate.WORKS, "blue does not use the new value")
    shim = seen.on_blue(_if_missing(seen), "", f"Green may send {seen.action.detail!r}.")
    because = f"blue's {seen.action.name} has no value {seen.action.detail!r}"
    guard = "blue has the value too from the fence on; the old code may read it after a rollback"
    yield seen.reverse(Fate.LOUD, because, guard=guard, shims=(shim,))


def _if_missing(seen: Seen) -> str:
    schema, _, bare = seen.action.name.rpartition(".")
    name, value = shims.named(schema or seen.schema, bare), shell.literal(seen.action.detail)
    return f"ALTER TYPE {name} ADD VALUE IF NOT EXISTS {value}"


def enum_renamed(seen: Seen) -> Iterator[Verdict]:
    """ALTER TYPE .. RENAME VALUE: values travel by name."""
    because = f"the other side has no value of that name ({seen.action.detail})"
    guard = "add the new value, and leave the old one to a later release"
    yield seen.forward(Fate.LOUD, because, guard=guard, held=False)
    yield seen.reverse(Fate.LOUD, because, guard=guard, held=False)


JUDGES: dict[str, Judge] = {
    "CREATE TABLE": created,
    "CREATE TABLE AS": created,
    "DROP TABLE": gone,
    "RENAME TABLE": renamed,
    "SET SCHEMA": renamed,
    "TRUNCATE": emptied,
    "CREATE TRIGGER": triggered,
    "SET UNLOGGED": unlogged,
    "ALTER TYPE ADD VALUE": enum_value,
    "ALTER TYPE RENAME VALUE": enum_renamed,
}
