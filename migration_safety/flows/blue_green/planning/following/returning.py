"""The way back: where it ends, and what it costs before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.plan import Migration
from migration_safety.flows.blue_green.planning.evidence.replication import verdicts
from migration_safety.flows.blue_green.planning.evidence.tables import Tables

BOTH = (
    "{first}, the first migration of the contract deploy. Until then the way back is the old"
    " code alone: it runs on the new schema, and no migration has to be reversed."
)
NONE = (
    "None in this release: the old code runs on the new schema, so the way back is the old code"
    " alone, and no migration has to be reversed."
)
SWITCH = "The switch itself: the reverse stream cannot take back {what}."
CONTRACT = (
    "The contract phase, on the operator's word: then the reverse stream is dropped{and_then}."
    " Until then --rollback takes traffic back to blue; it ends earlier if the reverse stream"
    " stops, which --status tells."
)
TAIL = (
    "{migration} fills {columns} while the old code still writes rows without: run what it does"
    " once more when the old code is gone."
)


def in_place(later: Sequence[Migration]) -> str:
    """On one database."""
    return BOTH.format(first=later[0]) if later else NONE


def in_place_debts(later: Sequence[Migration], trials: Mapping[str, str]) -> Iterator[str]:
    """What is not there any more after the contract deploy."""
    for migration in later:
        if said := trials.get(str(migration)):
            yield f"{migration}: {said} (tried by test_rollback)"
        elif not all(step.change.reversible for step in migration.steps):
            yield f"{migration} has no reverse"
        else:
            yield f"{migration}: not tried; test_rollback tells what its way back loses"


def replicated(green: Sequence[Migration], later: Sequence[Migration]) -> str:
    """With two databases."""
    lost = [
        f"{migration} operation {step.index} ({each.because or step.change.description})"
        for migration, step, each in verdicts(green)
        if each.direction is Direction.REVERSE and not each.held
    ]
    if lost:
        return SWITCH.format(what="; ".join(lost))
    names = ", ".join(map(str, later))
    return CONTRACT.format(and_then=f", and {names} runs" if names else "")


def debts(green: Sequence[Migration], found: Tables) -> Iterator[str]:
    """What a rollback after the switch would lose, though it takes all else back."""
    for table in found.new:
        yield f"rows of {table}: blue has no such table"
    for table, column in found.gained:
        yield f"values of {table}.{column}: blue has no such column"
    for table, column in found.lost:
        yield f"{table}.{column} of rows made on green: green has no such column"
    for migration, step, each in verdicts(green):
        if _costs(each) and not _told(each, found):
            guard = f"; {each.guard}" if each.guard else ""
            yield f"{migration} operation {step.index}: {each.because}{guard}"


def _costs(each: Verdict) -> bool:
    """On the way back, and nothing is there that holds it."""
    back = each.direction is Direction.REVERSE and each.held and not each.shims
    return back and each.fate in (Fate.LOSSY, Fate.LOUD)


def _told(each: Verdict, found: Tables) -> bool:
    """As a table or a column that one side alone has."""
    known = {*found.gained, *found.lost}
    return each.table in found.new or any((each.table, name) in known for name in each.columns)


def tails(migrations: Sequence[Migration]) -> Iterator[str]:
    """Data migrations that fill columns which the old code does not know."""
    for migration in migrations:
        filled = {
            f"{action.table}.{column}"
            for _, action in migration.acting("UPDATE")
            for column in action.columns
            if (action.table, column) in _added(migrations)
        }
        if filled:
            yield TAIL.format(migration=migration, columns=", ".join(sorted(filled)))


def _added(migrations: Sequence[Migration]) -> set[tuple[str, str]]:
    return {
        (action.table, "".join(action.columns[:1]))
        for migration in migrations
        for statement in migration.statements()
        for action in statement.actions
        if action.shape.startswith("ADD COLUMN")
    }
