"""The checklist: what was examined, and how many of it; nothing examined is skipped."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.checks import constraints, graph, indexes, integrity, server, state
from migration_safety.checks.outcome import skipped
from migration_safety.checks.releases import NAME as RELEASES
from migration_safety.checks.releases import releases
from migration_safety.checks.statements import RAN, UNDERSTOOD, statement_checks
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.plan import Plan
from migration_safety.core.report import Check
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.expected import comparable
from migration_safety.databases.postgresql.catalog.read import read_catalog
from migration_safety.errors import CatalogError, GraphError, MigrationSafetyError
from migration_safety.flows.evidence import Evidence
from migration_safety.flows.safety.checklist.applied import applied_schema
from migration_safety.flows.safety.checklist.integrity import integrity_checks
from migration_safety.flows.safety.checklist.readiness import readiness
from migration_safety.reading.ddl_in_python import changing_schema
from migration_safety.reading.graph.facts import graph_facts
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.relations import schemas

UNREACHABLE = "no database reachable"
NO_GRAPH = "the migrations do not form one graph"
NO_HISTORY = "the database has recorded no migration"
OF_CATALOG = (
    *(*state.NAMES, *indexes.NAMES, *constraints.NAMES),
    *(*integrity.NAMES, *server.NAMES),
)
# Longer than any question to the catalog takes; those that read rows have a budget of their own.
CATALOG_SECONDS = 15.0


def checklist(
    evidence: Evidence, selection: Selection, alias: str, *, seconds: float
) -> tuple[Check, ...]:
    """Statements, graph and, where a database with a history answers, that database."""
    connection, plan = connections[alias], evidence.plan
    facts = graph_facts(connection, reachable=connection.connection is not None)
    found = [*statement_checks(plan), releases(plan), *graph.graph_checks(facts)]
    if facts.record is None or not facts.record.count:
        why = UNREACHABLE if facts.record is None else NO_HISTORY
        return (*found, *(skipped(name, why) for name in (*graph.RECORDED, *OF_CATALOG)))
    return (
        *found,
        *graph.record_checks(facts.record),
        *_of_catalog(evidence, selection, connection, seconds=seconds),
    )


def ungraphed(error: GraphError) -> tuple[Check, ...]:
    """What is wrong with the graph; without one, nothing else is examined."""
    rest = (RAN, UNDERSTOOD, RELEASES, graph.MODELS, *graph.RECORDED, *OF_CATALOG)
    return (
        graph.broken_graph(error.migrations, error.details),
        *(skipped(name, NO_GRAPH) for name in rest),
    )


def _of_catalog(
    evidence: Evidence, selection: Selection, connection: BaseDatabaseWrapper, *, seconds: float
) -> Iterator[Check]:
    plan = evidence.plan
    if connection.vendor != "postgresql":
        why = f"the database is {connection.display_name}"
        yield from (skipped(name, why) for name in OF_CATALOG)
        return
    database = Bounded(connection, CATALOG_SECONDS)
    named = schemas(connection.alias)
    try:
        catalog = read_catalog(database, named)
    except CatalogError as error:
        yield from (skipped(name, error.problem) for name in OF_CATALOG)
        return
    made = evidence.applied or _made(selection, connection, database.version)
    yield from _of_state(selection, made, comparable(catalog))
    yield from indexes.index_checks(catalog)
    yield from constraints.constraint_checks(catalog, _validating(plan))
    yield from integrity_checks(plan, catalog, database, seconds=seconds)
    try:
        yield from readiness(plan, catalog, database, named, rows=seconds > 0)
    except CatalogError as error:
        yield from (skipped(name, error.problem) for name in server.NAMES)


def _made(
    selection: Selection, connection: BaseDatabaseWrapper, version: int
) -> Catalog | MigrationSafetyError:
    """What the applied migrations make, gone through by themselves; or why they cannot be."""
    try:
        return applied_schema(selection, connection, version)
    except MigrationSafetyError as error:
        return error


def _of_state(
    selection: Selection, made: Catalog | MigrationSafetyError, found: Catalog
) -> tuple[Check, ...]:
    """Migrations that cannot be replayed make nothing to compare with."""
    if isinstance(made, MigrationSafetyError):
        return tuple(skipped(name, made.problem) for name in state.NAMES)
    applied = (each for each in selection.migrations if selection.is_applied(each))
    return state.state_checks(made, found, changing_schema(applied))


def _validating(plan: Plan) -> set[tuple[str, str]]:
    """The (table, constraint) that a selected migration validates."""
    statements = (
        statement for it in plan.migrations if not it.applied for statement in it.statements()
    )
    actions = (action for statement in statements for action in statement.actions)
    return {
        (action.table, action.name) for action in actions if action.shape.startswith("VALIDATE ")
    }
