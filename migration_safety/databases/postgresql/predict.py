"""The witness that needs no database: facts turn the actions of a plan into effects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from migration_safety.core.effect import Effect
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.databases.postgresql.fact import Fact
from migration_safety.databases.postgresql.facts.rows import UNPROVEN
from migration_safety.databases.postgresql.facts.table import FACTS
from migration_safety.databases.postgresql.locks import BLOCKS, strongest

BY_SHAPE: Mapping[str, Fact] = {fact.shape: fact for fact in reversed((*FACTS, *UNPROVEN))}
OTHERS: Mapping[tuple[str, str], str] = {
    (fact.shape, role): lock for fact in FACTS for role, lock in fact.others.items()
}
SCANNED = {(fact.shape, role) for fact in FACTS for role in fact.others_scanned}
NO_FACTS = frozenset({"COLUMN", "PYTHON", "INCOMPATIBLE FIELD"})
# A partition undergoes what its parent does.
PART = "part"
# What UPDATE and DELETE say of their condition: with an index it is up to the planner.
EVERY_ROW = frozenset({"every row", "no index"})


def predict(plan: Plan) -> Plan:
    """The plan with the predicted effects of every statement."""
    return replace(plan, migrations=tuple(_migration(each) for each in plan.migrations))


def _migration(migration: Migration) -> Migration:
    return replace(migration, steps=tuple(_step(step) for step in migration.steps))


def _step(step: Step) -> Step:
    return replace(step, statements=tuple(_statement(each) for each in step.statements))


def _statement(statement: Statement) -> Statement:
    unknown = [
        a.shape for a in statement.actions if a.shape not in BY_SHAPE and a.shape not in NO_FACTS
    ]
    return replace(
        statement,
        actions=tuple(_marked(action) for action in statement.actions),
        effects=tuple(effects_of(statement.actions)),
        unknown=statement.unknown or "; ".join(f"{shape}: no fact about it" for shape in unknown),
    )


def _marked(action: Action) -> Action:
    """Say of an action that PostgreSQL refuses it inside a transaction."""
    fact = BY_SHAPE.get(action.shape)
    refused = fact is not None and not fact.transactional
    return replace(action, flags=action.flags | {"no transaction"}) if refused else action


def effects_of(actions: Iterable[Action]) -> Iterator[Effect]:
    """One effect for each table that existed before the migration."""
    locks: dict[str, list[str]] = defaultdict(list)
    rewritten, scanned = set(), set()
    for action in actions:
        fact = BY_SHAPE.get(action.shape)
        if fact is None:
            continue
        if action.table and not action.fresh and fact.lock:
            locks[action.table].append(fact.lock)
            if fact.rewrites:
                rewritten.add(action.table)
            if fact.scans or EVERY_ROW & action.flags:
                scanned.add(action.table)
        for role, table in action.others:
            lock = fact.lock if role == PART else OTHERS.get((action.shape, role), "")
            locks[table].append(lock)
            if (action.shape, role) in SCANNED:
                scanned.add(table)
            if role == PART:
                rewritten.update({table} if fact.rewrites else ())
                scanned.update({table} if fact.scans else ())
    for table, names in locks.items():
        lock = strongest(filter(None, names))
        if not lock:
            continue
        yield Effect(table, lock, BLOCKS[lock], table in rewritten, table in scanned)
