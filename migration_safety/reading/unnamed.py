"""What is dropped and no query of the running release names: the proof that nobody misses it."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.operations.model import Code
from migration_safety.core.plan import Migration, Step
from migration_safety.core.statement import Action, Statement

DROPS = ("DROP COLUMN", "DROP TABLE")


def proven(migration: Migration) -> Migration:
    """The migration, with that proof at each drop that it is true of."""
    if not any(True for _ in migration.acting(*DROPS)):
        return migration
    steps = tuple(_step(step, migration.code) for step in migration.steps)
    return replace(migration, steps=steps)


def _step(step: Step, code: Code) -> Step:
    return replace(step, statements=tuple(_statement(each, code) for each in step.statements))


def _statement(statement: Statement, code: Code) -> Statement:
    return replace(statement, actions=tuple(_action(each, code) for each in statement.actions))


def _action(action: Action, code: Code) -> Action:
    named = action.shape not in DROPS or code.names(action.table, *action.columns[:1])
    if action.proof or named:
        return action
    what = ".".join((action.table, *action.columns))
    return replace(action, proof=f"no query of the running release names {what}")
