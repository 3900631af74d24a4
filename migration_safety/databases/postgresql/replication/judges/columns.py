"""Columns that come, go, or get another name."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.judges.required import required
from migration_safety.databases.postgresql.replication.seen import Judge, Seen

ADDED = "keep it out of the reverse publication's column list"
LISTED = "leave it out of the forward publication's column list"
LATER = "leave it to the contract phase"


def added(seen: Seen) -> Iterator[Verdict]:
    """ADD COLUMN."""
    if "already there" in seen.action.detail:
        yield from seen.fine("The column is there already.")
        return
    if "generated" in seen.action.shape:
        yield from seen.fine(f"Each side computes {seen.words} for itself, and does not send it.")
        return
    yield from _filled(seen)
    yield seen.reverse(
        Fate.LOUD,
        f"blue has no column {seen.words}; without it in the stream, a rollback loses its values",
        guard=ADDED,
    )


def _filled(seen: Seen) -> Iterator[Verdict]:
    column = (seen.table, seen.column)
    if column in seen.ahead.required and column not in seen.ahead.dropped:
        yield required(seen, f"rows from blue have no {seen.words}, which must have a value")
    elif "volatile" in seen.action.shape:
        yield seen.forward(Fate.WORKS, f"green gives rows from blue a {seen.words} of its own")
    else:
        yield seen.forward(Fate.WORKS, f"rows from blue get the default of {seen.words}, or NULL")


def dropped(seen: Seen) -> Iterator[Verdict]:
    """DROP COLUMN."""
    if seen.added(seen.column):
        return
    if "generated" in seen.action.flags:
        yield from _generated(seen)
    elif "primary key" in seen.action.flags:
        yield from _identity(seen)
    else:
        yield seen.forward(Fate.LOUD, f"green has no column {seen.words}", guard=LISTED)
        yield _unknown_on_blue(seen)


def _generated(seen: Seen) -> Iterator[Verdict]:
    """Blue computes it, and does not send it."""
    if (seen.table, seen.column) in seen.ahead.types:
        because = f"blue computes {seen.words} and does not send it: on green it stays empty"
        guard = "keep it generated until the contract"
        yield seen.forward(Fate.SILENT, because, hazard="S11", guard=guard, held=False)
        yield seen.reverse(Fate.LOUD, f"{seen.words} is generated on blue", guard=ADDED)
    else:
        yield from seen.fine(f"{seen.words} is computed, and not sent.")


def _identity(seen: Seen) -> Iterator[Verdict]:
    because = f"rows of {seen.table} are found by {seen.words}, which green has not"
    yield seen.forward(Fate.LOUD, because, guard="change keys over several releases", held=False)
    yield seen.reverse(Fate.LOUD, because, guard="change keys over several releases", held=False)


def _unknown_on_blue(seen: Seen) -> Verdict:
    """What green cannot tell; a column that must have a value refuses the row."""
    lost = f"rows made on green have no {seen.words}: after a rollback it is empty"
    if "required" not in seen.action.flags:
        return seen.reverse(Fate.LOSSY, lost)
    shim = seen.on_blue(
        *shims.set_aside_not_null(seen.path, seen.column),
        f"Rows from green have no {seen.words}.",
    )
    guard = "blue takes NULL from the fence on; after a rollback the old code reads it"
    return seen.reverse(Fate.LOUD, f"{lost}, which blue refuses", guard=guard, shims=(shim,))


def renamed(seen: Seen) -> Iterator[Verdict]:
    """RENAME COLUMN."""
    old, _, new = seen.action.detail.partition(" -> ")
    if seen.added(old):
        return
    if not seen.action.type or "primary key" in seen.action.flags:
        because = f"green knows {seen.words} as {new}, and rows are found by it"
        yield seen.forward(Fate.LOUD, because, guard=LATER, held=False)
        yield seen.reverse(Fate.LOUD, because, guard=LATER, held=False)
        return
    make, undo = shims.column_beside(seen.path, old, new, seen.action.type)
    shim = seen.on_green(make, undo, f"Blue sends {old}, which green calls {new}.")
    guard = f"green has {old} too, and a trigger keeps both alike"
    yield seen.forward(Fate.LOUD, f"green has no column {seen.words}", guard=guard, shims=(shim,))
    because = f"blue has no column {seen.table}.{new}"
    yield seen.reverse(Fate.LOUD, because, guard=f"{guard}; {old} is sent back")


def plain(seen: Seen) -> Iterator[Verdict]:
    """ALTER COLUMN DROP EXPRESSION."""
    because = f"blue computes {seen.words} and does not send it: on green it stays empty"
    guard = "keep it generated until the contract"
    yield seen.forward(Fate.SILENT, because, hazard="S11", guard=guard, held=False)
    yield seen.reverse(Fate.LOUD, f"{seen.words} is generated on blue", guard=ADDED)


def expression(seen: Seen) -> Iterator[Verdict]:
    """ALTER COLUMN SET EXPRESSION."""
    yield from seen.fine(f"Each side computes {seen.words} for itself, and does not send it.")


JUDGES: dict[str, Judge] = {
    "ADD COLUMN": added,
    "ALTER COLUMN DROP EXPRESSION": plain,
    "ALTER COLUMN SET EXPRESSION": expression,
    "DROP COLUMN": dropped,
    "RENAME COLUMN": renamed,
}
