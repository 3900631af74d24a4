"""What rules ask about the Python of data migrations: which changes share one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.operations.function import Contact, Fault, Function, Query
from migration_safety.core.plan import Step
from migration_safety.core.statement import Action, Statement

# A change of fewer rows is over before anybody waits for it.
FEW = 1000


def writes(step: Step) -> Iterator[tuple[Function, Query]]:
    """The changes of rows in tables that existed before, unless they are known to be small."""
    for function in step.functions:
        for query in function.queries:
            if query.writes and not query.fresh and not small(step, query.table):
                yield function, query


def small(step: Step, table: str) -> bool:
    """Whether the table is known to hold few rows."""
    effects = (statement.effect_on(table) for statement in step.statements)
    rows = [effect.rows for effect in effects if effect and effect.rows is not None]
    return bool(rows) and max(rows) < FEW


def together(step: Step, query: Query) -> bool:
    """Whether all rounds of the loops around a query commit at once."""
    return query.together or any(each.atomic for each in pythons(step))


def pythons(step: Step) -> list[Statement]:
    """The statements that stand for Python."""
    return [statement for statement, _ in step.acting("PYTHON")]


def faults(step: Step, *kinds: str) -> Iterator[tuple[Function, Fault]]:
    """What fails, or misleads, of those kinds."""
    for function in step.functions:
        for fault in function.faults:
            if fault.kind in kinds:
                yield function, fault


def at(function: Function, noted: Query | Fault | Contact) -> str:
    """Where it stands, for the end of a message."""
    return f"({function.name}, line {noted.line})"


def action(query: Query) -> Action:
    """The query as an action, which fills the placeholders of a remedy."""
    return Action(query.shape, query.table, query.columns)


def names(query: Query) -> dict[str, str]:
    """Its model, for the placeholders of a remedy."""
    app, _, model = query.model.partition(".")
    return {"app": app, "model": model, "field": "".join(query.columns[:1]) or "field"}
