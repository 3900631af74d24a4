"""A table becomes a partition, and all its rows are read first.

What happens:
    ATTACH PARTITION holds ACCESS EXCLUSIVE on the table that becomes a partition while each of
    its rows is held against the bounds.  A default partition is locked and read too, by ATTACH
    and by CREATE TABLE .. PARTITION OF: a row of it might belong to the new partition.

When it is fine:
    A validated CHECK says what the bounds ask, and NOT NULL that the key is there: then nothing
    is read.  Of the default partition the CHECK must say that no row is one of the new
    partition's.  The table may also be created by the same migration.

Instead:
    # 1. this migration: a moment
    migrations.RunSQL(
        {check},
        {undo},
    )
    # 2. the next one: each row is read while reads and writes go on
    migrations.RunSQL(
        {validate},
        migrations.RunSQL.noop,
    )
    # 3. the one after: finds the CHECK and reads nothing; the operation that you have now
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, rule

READ = "default (read)"


@rule("MS118", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    shapes = ("ATTACH PARTITION", "ATTACH PARTITION (validated CHECK)", "CREATE TABLE")
    for _, action in step.acting(*shapes):
        read = tuple(_read(action))
        if read:
            yield Hazard(
                f"Nobody can read or write {names(read)} while each row is held against the "
                f"bounds of {_whose(action)}.",
                action,
                read,
                code=_code(read[0], default=read[0] == action.other(READ)),
            )


def _read(action: Action) -> Iterator[str]:
    """The existing tables that are read through."""
    roles = ("partition", READ) if action.shape == "ATTACH PARTITION" else (READ,)
    yield from (table for role, table in action.others if role in roles)


def _whose(action: Action) -> str:
    if action.shape == "CREATE TABLE":
        return f"the new partition {action.table}"
    return f"{action.table}'s new partition"


def _code(table: str, *, default: bool) -> dict[str, str]:
    name = f"{table}_bounds"[:63]
    alter = f'ALTER TABLE "{table}"'
    within = "key >= '...' AND key < '...'"
    condition = f"NOT ({within})" if default else f"key IS NOT NULL AND {within}"
    return {
        "check": repr(f'{alter} ADD CONSTRAINT "{name}" CHECK ({condition}) NOT VALID'),
        "undo": repr(f'{alter} DROP CONSTRAINT "{name}"'),
        "validate": repr(f'{alter} VALIDATE CONSTRAINT "{name}"'),
    }
