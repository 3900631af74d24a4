"""Work on many rows while an earlier statement of the transaction keeps a table locked.

What happens:
    PostgreSQL gives locks back when the transaction commits, not when a statement ends.
    Django runs a migration as one transaction, and the indexes of new fields at its end:
    a lock that is harmless for a moment is held while an index is built, rows are checked
    or data is filled in, and everyone waits for all of it.

When it is fine:
    The locked table is created by the same migration, or the work needs the same lock
    itself (then the rule about that work tells).  With the lock in one migration and the
    work in the next, or with atomic = False, nothing is held while the work is done.

Instead:
    # this migration keeps what takes the lock; the work moves to the next one
    class Migration(migrations.Migration):
        dependencies = [("{app}", "{migration}")]

        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, names, python, rule
from migration_safety.rules.work import Work, work_of

Waiting = dict[str, tuple[Blocks, Statement]]
ADDED = ("ADD COLUMN", "ADD COLUMN (NOT NULL without default)")
INDEX_LATER = """\
# this migration keeps what takes the lock; the index moves to the next one
from django.contrib.postgres.operations import AddIndexConcurrently

class Migration(migrations.Migration):
    atomic = False  # CONCURRENTLY cannot run inside a transaction

    operations = [
        AddIndexConcurrently({arguments}),
    ]
"""
IN_TWO = """\
# 1. this migration: what is over in a moment
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
    database_operations=[
        migrations.RunSQL(
            {brief},
            {undo},
        ),
    ],
)

# 2. in migrations of their own: what takes longer, under no lock
{alone}
"""
STATE_LATER = """\
# in migrations of their own: what takes longer, under no lock
{alone}
# and then: now Django knows it too
migrations.SeparateDatabaseAndState(
    state_operations=[
        {operation},
    ],
)
"""


@rule("MS110", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """All work under the same locks is one hazard."""
    groups: dict[tuple[str, tuple[str, ...]], list[Work]] = {}
    for statement in step.statements:
        if (work := work_of(statement)) and (blocked := _blocked(statement, step, history)):
            groups.setdefault((_told(blocked), tuple(blocked)), []).append(work)
    for (told, tables), works in groups.items():
        yield Hazard(
            f"{told} while {names(work.text for work in works)}.",
            works[0].action,
            tables,
            None if any(work.every_row for work in works) else Severity.WARNING,
            instead=_instead(step),
            code=_code(step, history),
        )


def _blocked(statement: Statement, step: Step, history: History) -> Waiting:
    """The tables that wait for more than the statement itself would ask of them."""
    own = {effect.table: effect.blocks for effect in statement.effects}
    told = _told_elsewhere(statement, step)
    found = {
        table: (effect.blocks, before)
        for table, (before, effect) in history.locks(statement).items()
        if effect.blocks >= Blocks.WRITES
        and effect.blocks > own.get(table, Blocks.NOTHING)
        and not (told and step.blocks(table) >= effect.blocks)
    }
    if any(action.table in found for action in statement.actions):
        beside = {t: (b, statement) for t, b in own.items() if b >= Blocks.WRITES}
        return {**beside, **found}
    return found


def _told_elsewhere(statement: Statement, step: Step) -> bool:
    """By MS102, MS106, MS206, MS207 and MS208, as far as the operation's own locks go."""
    return (
        len(step.rewritten()) > 1
        or statement in step.filling()
        or any(step.replaced(action) for action in statement.actions)
        or any(step.acting("ADD UNIQUE", "ADD COLUMN UNIQUE"))
    )


def _told(blocked: Waiting) -> str:
    parts = []
    for blocks, what in ((Blocks.EVERYTHING, "reads and writes of"), (Blocks.WRITES, "writes to")):
        tables = [table for table, (level, _) in blocked.items() if level is blocks]
        parts += [f"{what} {names(tables)}"] if tables else []
    holders = names(before.words for _, before in blocked.values())
    told = " and ".join(parts)
    return f"{told[0].upper()}{told[1:]} wait, from {holders} on,"


def _brief(step: Step) -> list[Statement]:
    return [s for s in step.statements if not work_of(s) and not any(s.acting("SET CONSTRAINTS"))]


def _instead(step: Step) -> str:
    """An operation that both locks and works is taken apart, any other one moves."""
    index = any(step.acting("CREATE INDEX"))
    if step.change.kind == "RunSQL":
        return "{each}" if index or len(step.statements) > 1 else ""
    if step.change.kind == "AddIndex":
        return INDEX_LATER
    if any(each.blocks >= Blocks.WRITES for each in _brief(step)):
        return IN_TWO
    return STATE_LATER if index else ""


def _code(step: Step, history: History) -> dict[str, str]:
    added = [action for _, action in step.acting(*ADDED)]
    return {
        "migration": history.migration.name,
        "brief": python([each.sql for each in _brief(step)]),
        "undo": python([f'ALTER TABLE "{a.table}" DROP COLUMN "{a.columns[0]}"' for a in added]),
        "each": alone(_apart(each) for each in step.statements),
        "alone": alone(_apart(each) for each in step.statements if work_of(each)),
    }


def _apart(statement: Statement) -> tuple[str, str]:
    index = next(statement.acting("CREATE INDEX"), None)
    if index is None:
        return statement.sql, ""
    return concurrently(statement.sql), f'DROP INDEX CONCURRENTLY IF EXISTS "{index.name}"'
