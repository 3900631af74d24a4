"""Compares a predicted plan with the observations of a sandbox."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.core.observation import Observation
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.statement import Statement
from migration_safety.databases.postgresql.grammar import masked
from migration_safety.databases.postgresql.locks import strongest
from migration_safety.reading.walk import OWN_APPLY

# How the rows of a condition are found is the planner's choice; on few rows it reads all.
PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT", "MERGE")
# So is how the rows that foreign keys refer to are found, where there are any.
LOOKING_UP = ("ADD FOREIGN KEY", "VALIDATE FOREIGN KEY", "ADD COLUMN REFERENCES (default)")
# What a default written in Python makes anew each time it is called.
MADE_ANEW = re.compile(
    r"'[^']*'::(?:uuid|timestamptz|date|time)\b|'[0-9a-f]{8}(-[0-9a-f]{4,12}){4}'"
    r"|(?<= DEFAULT )'(?:\\x)?[0-9A-Za-z]{16,}'"
)
# Django asks whether an extension is there, and for its types.
ASKING = re.compile(r"SELECT .* FROM pg_(?:extension|type) ")

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

    Statements that RunPython sends, or an operation of which nothing is known, are left out,
    with the locks that they leave held: the prediction says that it does not know them.
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
    python = {step.index for step in migration.steps if any(map(_unforeseeable, step.statements))}
    if any(each.unknown == OWN_APPLY for each in migration.statements()):
        return
    predicted = [each for each in migration.statements() if each.sql]
    observed = [
        each for each in seen if each.operation not in python and not ASKING.match(each.sql)
    ]
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
        before = _left(seen[: seen.index(observation)], python, observation.transaction)
        own = held[statement.transaction]
        own.update(_stronger(own, before))
        yield from _statement(migration, statement, observation, own)


def _unforeseeable(statement: Statement) -> bool:
    """Python's, or of an operation that asks the database before it sends anything."""
    return any(statement.acting("PYTHON")) or bool(statement.unknown and not statement.sql)


def _left(before: list[Observation], python: set[int], transaction: int) -> dict[str, str]:
    """The locks that Python took in that transaction."""
    taken: dict[str, str] = {}
    for each in before:
        if each.operation in python and each.transaction == transaction:
            for effect in each.effects:
                taken |= _stronger(taken, {effect.table: effect.lock})
    return taken


def _stronger(held: dict[str, str], more: dict[str, str]) -> dict[str, str]:
    return {table: strongest((lock, held.get(table, lock))) for table, lock in more.items()}


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
        held |= _stronger(held, {effect.table: effect.lock})
    locks = _strongest(seen)
    if locks != held:
        yield Difference(str(migration), statement.sql, "locks", dict(held), locks)
    looked_up = {
        action.other("referenced")
        for action in statement.acting(*LOOKING_UP)
        if action.other("referenced") != action.table
    }
    work = _work(statement), _without(looked_up, _work(seen))
    if work[0] != work[1] and not any(statement.acting(*PLANNED)):
        yield Difference(str(migration), statement.sql, "work", *work)
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


def _without(tables: set[str], work: Work) -> Work:
    """Less what is only read in those tables; writing one anew remains a difference."""
    return {table: did for table, did in work.items() if table not in tables or did[0]}


def _text(sql: str) -> str:
    return MADE_ANEW.sub("'...'", " ".join(masked(sql).split()))
