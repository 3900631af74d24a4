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
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, alone, concurrently, names, python, rule

Waiting = dict[str, tuple[Blocks, Statement]]
INDEX_LATER = """\
# this migration keeps what takes the lock; the index moves to the next one
from django.contrib.postgres.operations import AddIndexConcurrently

class Migration(migrations.Migration):
    dependencies = [("{app}", "{migration}")]
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
            {undo_brief},
        ),
    ],
)

# 2. the next migration: the index, while reads and writes go on
{alone}
"""
INDEXED = ("INDEX", "UNIQUE", "PRIMARY KEY", "EXCLUDE")
ROWS = {"UPDATE": "updated", "DELETE": "deleted", "INSERT": "inserted", "MERGE": "merged"}


@rule("MS110", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """All work under the same locks is one hazard."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, Severity, Action]]] = {}
    for statement in step.statements:
        work = _work(statement)
        blocked = _blocked(statement, step, history) if work else {}
        if work and blocked:
            groups.setdefault((_told(blocked), tuple(blocked)), []).append(work)
    later = INDEX_LATER if step.change.kind == "AddIndex" else IN_TWO
    for (told, tables), works in groups.items():
        yield Hazard(
            f"{told} while {names(text for text, _, _ in works)}.",
            works[0][2],
            tables,
            max(severity for _, severity, _ in works),
            instead=later if all(a.shape == "CREATE INDEX" for _, _, a in works) else "",
            code=_code(step, history),
        )


def _work(statement: Statement) -> tuple[str, Severity, Action] | None:
    """What takes long in a statement; how long a WHERE or Python takes, nobody can say."""
    for action in statement.actions:
        effect = statement.effect_on(action.table)
        if action.shape == "PYTHON":
            return "its Python runs", Severity.WARNING, action
        if effect and effect.works:
            return _named(action, rewrites=effect.rewrites), Severity.ERROR, action
        if action.shape in ROWS and not action.fresh and ("where" in action.flags or action.others):
            return _named(action, rewrites=False), Severity.WARNING, action
    return None


def _named(action: Action, *, rewrites: bool) -> str:
    if any(word in action.shape for word in INDEXED):
        return f"the index {action.name} is built"
    if action.shape in ROWS:
        return f"rows of {action.table} are {ROWS[action.shape]}"
    return f"{action.table} is written anew" if rewrites else f"each row of {action.table} is read"


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
    if not any(action.table in found for action in statement.actions):
        return found
    beside = {t: (b, statement) for t, b in own.items() if b >= Blocks.WRITES and t not in found}
    return {**found, **beside}


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


def _code(step: Step, history: History) -> dict[str, str]:
    builds = list(step.acting("CREATE INDEX"))
    late = ("CREATE INDEX", "SET CONSTRAINTS")
    added = [action for _, action in step.acting("ADD COLUMN")]
    drops = [f'ALTER TABLE "{each.table}" DROP COLUMN "{each.columns[0]}"' for each in added]
    return {
        "migration": history.migration.name,
        "brief": python([each.sql for each in step.statements if not any(each.acting(*late))]),
        "undo_brief": python(drops),
        "alone": alone(
            (concurrently(statement.sql), f'DROP INDEX CONCURRENTLY IF EXISTS "{action.name}"')
            for statement, action in builds
        ),
    }
