"""Columns that must have a value, or need none any more."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Fate, Verdict
from migration_safety.databases.postgresql.replication import shims
from migration_safety.databases.postgresql.replication.seen import Judge, Seen


def required(seen: Seen, because: str) -> Verdict:
    """A value where one is known, else a row without one is let in until the contract."""
    column = (seen.table, seen.column)
    default = seen.ahead.defaults.get(column)
    if default is None and seen.ahead.types.get(column) == "uuid":
        default = "gen_random_uuid()"
    if default is not None:
        shim = seen.on_green(
            shims.alter_column(seen.path, seen.column, f"SET DEFAULT {default}"),
            shims.alter_column(seen.path, seen.column, "DROP DEFAULT"),
            f"Rows from blue have no {seen.words}.",
        )
        guard = f"green keeps the default {default} until the contract"
        return seen.forward(Fate.LOUD, because, guard=guard, shims=(shim,))
    return _relaxed(seen, because)


def _relaxed(seen: Seen, because: str) -> Verdict:
    shim = seen.on_green(
        *shims.set_aside_not_null(seen.path, seen.column),
        f"Rows from blue may have no {seen.words}.",
    )
    guard = "green lets NULL in until the contract, before which every row must be given a value"
    return seen.forward(Fate.LOUD, because, guard=guard, shims=(shim,))


def not_null(seen: Seen) -> Iterator[Verdict]:
    """ALTER COLUMN SET NOT NULL, and DROP DEFAULT of a column that must have a value."""
    column = (seen.table, seen.column)
    if seen.added(seen.column):
        if column in seen.ahead.required:
            yield required(seen, f"rows from blue arrive without {seen.words}")
        return
    if "(already)" in seen.action.shape:
        yield from seen.fine(f"{seen.words} is required on blue too.")
    elif seen.step.filling():
        because = f"a row from blue with NULL in {seen.words} is refused"
        guard = "the trigger that fills it, as this operation fills the rows that are there"
        yield seen.forward(Fate.LOUD, because, guard=guard)
    else:
        yield _relaxed(seen, f"a row from blue with NULL in {seen.words} is refused")


def drop_default(seen: Seen) -> Iterator[Verdict]:
    """Blue sends a value for a column that it has; of others ADD COLUMN tells."""
    if not seen.added(seen.column):
        yield from seen.fine(f"Rows arrive with a value for {seen.words}.")


def nullable(seen: Seen) -> Iterator[Verdict]:
    """ALTER COLUMN DROP NOT NULL."""
    if seen.added(seen.column):
        return
    yield seen.forward(Fate.WORKS, f"{seen.words} takes NULL, and blue sends none")
    shim = seen.on_blue(
        *shims.set_aside_not_null(seen.path, seen.column),
        f"Green may send NULL for {seen.words}.",
    )
    because = f"blue refuses NULL in {seen.words}, which the new code may write"
    guard = "blue takes NULL from the fence on; after a rollback the old code reads it"
    yield seen.reverse(Fate.LOUD, because, guard=guard, shims=(shim,))


JUDGES: dict[str, Judge] = {
    "ALTER COLUMN SET NOT NULL": not_null,
    "ALTER COLUMN DROP DEFAULT": drop_default,
    "ALTER COLUMN DROP NOT NULL": nullable,
}
