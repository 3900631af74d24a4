"""Compares a predicted plan with the observations of a sandbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.core.observation import Observation
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.statement import Statement
from migration_safety.databases.postgresql.locks import strongest

# How the rows of a condition are found is the planner's choice; on few rows it reads all.
PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT", "MERGE")

Work = dict[str, tuple[bool, bool]]


@dataclass(frozen=True)
class Difference:
    """One thing that prediction and observation say differently."""

    migration: str
    sql: str
    what: str
    predicted: object
    observed: object


def differences(plan: Plan, observations: Iterable[Observation]) -> list[Difference]:
    """Statements, the locks that the transaction holds after each, rewrites and scans.

    Statements that RunPython sends are left out: no prediction knows them.
    """
    seen: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for each in observations:
        seen[each.app, each.migration].append(each)
    return [
        difference
        for migration in plan.migrations
        for difference in _migration(migration, seen[migration.app, migration.name])
    ]


def compared(plan: Plan) -> int:
    """How many statements a comparison looks at."""
    return sum(bool(each.sql) for migration in plan.migrations for each in migration.statements())


def _migration(migration: Migration, seen: list[Observation]) -> Iterator[Difference]:
    python = {step.index for step in migration.steps if any(step.acting("PYTHON"))}
    predicted = [each for each in migration.statements() if each.sql]
    observed = [each for each in seen if each.operation not in python]
    texts = [_text(each.sql) for each in predicted], [_text(each.sql) for each in observed]
    if sorted(texts[0]) != sorted(texts[1]):
        yield Difference(str(migration), "", "statements", *texts)
        return
    if texts[0] != texts[1]:
        # RenameModel goes through the models that point to it in the order of a Python set,
        # which differs from process to process: the locks after each statement do too.
        yield from _reordered(migration, predicted, observed)
        return
    held: dict[int, dict[str, str]] = defaultdict(dict)
    for statement, observation in zip(predicted, observed, strict=True):
        yield from _statement(migration, statement, observation, held[statement.transaction])


def _reordered(
    migration: Migration, predicted: list[Statement], observed: list[Observation]
) -> Iterator[Difference]:
    seen = {_text(each.sql): each for each in observed}
    for statement in predicted:
        work = _work(seen[_text(statement.sql)])
        if _work(statement) != work:
            yield Difference(str(migration), statement.sql, "work", _work(statement), work)


def _statement(
    migration: Migration, statement: Statement, seen: Observation, held: dict[str, str]
) -> Iterator[Difference]:
    """`held` are the locks that the prediction has collected in the transaction so far."""
    for effect in statement.effects:
        held[effect.table] = strongest((effect.lock, held.get(effect.table, effect.lock)))
    locks = _strongest(seen)
    if locks != held:
        yield Difference(str(migration), statement.sql, "locks", dict(held), locks)
    if _work(statement) != _work(seen) and not any(statement.acting(*PLANNED)):
        yield Difference(str(migration), statement.sql, "work", _work(statement), _work(seen))
    if seen.error:
        yield Difference(str(migration), statement.sql, "error", statement.error, seen.error)
    for action in statement.acting("RENAME TABLE"):
        # From the next statement on the observer calls the table by its new name.
        old, new = action.detail.split(" -> ")
        held[new] = held.pop(old)


def _strongest(seen: Observation) -> dict[str, str]:
    held: dict[str, list[str]] = defaultdict(list)
    for table, lock in seen.held:
        held[table].append(lock)
    return {table: strongest(locks) for table, locks in held.items()}


def _work(of: Statement | Observation) -> Work:
    """(rewrites, scans) of each table where one of them is true."""
    return {each.table: (each.rewrites, each.scans) for each in of.effects if each.works}


def _text(sql: str) -> str:
    return " ".join(sql.split())
