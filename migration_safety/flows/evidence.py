"""The evidence about a selection: predicted always, observed where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db import connections

from migration_safety.conf import configuration
from migration_safety.core.catalog.relation import Catalog
from migration_safety.core.plan import Plan
from migration_safety.core.report import Unknown
from migration_safety.databases.postgresql.catalog.expected import expected
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.databases.postgresql.server import ask
from migration_safety.flows.compatibility import probed, prober, untried
from migration_safety.flows.observed import merge, observe
from migration_safety.flows.remade import remade
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk

EMPTY = "The sandbox's tables are empty: Python that goes through rows had none to go through."

CLONED = (
    "The sandbox is a copy of a template database that an earlier run has kept of the migrations"
    " before the selected ones; --fresh-sandbox runs them again."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A plan with its effects, the major version of the server they are of, and who saw them.

    `unknown` is what could not be analysed or observed, `notes` what limits the evidence.
    `applied` is the schema that the applied migrations make, where these were gone through alone.
    """

    plan: Plan
    version: int
    witness: str
    unknown: tuple[Unknown, ...] = ()
    notes: tuple[str, ...] = ()
    applied: Catalog | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """Where migrations of the database `alias` are run: `sandbox` is "" for nowhere.

    `fresh`: from the first one on, whatever an earlier run has kept.
    """

    alias: str
    sandbox: str = ""
    fresh: bool = False
    progress: Callable[[str], None] = lambda line: None

    def baseline(self, selection: Selection, plan: Plan) -> str:
        """Under which name what comes before the selection is kept, "" where nothing is."""
        return "" if self.fresh or not selection.baseline() else plan.baseline


def gather(selection: Selection, box: Box, *, deploy: bool) -> Evidence:
    """Predict, and run on a sandbox where one is named."""
    alias = box.alias
    server = ask(connections[alias], configuration().postgresql_version)
    dialect = Dialect(connections[alias], server.version)
    made: list[Catalog] = []
    first = selection.applied_first()

    def passed(count: int) -> None:
        if count == first:
            made.append(expected(dialect.schema))

    plan = predict(walk(selection, dialect, box.progress, deploy=deploy, passed=passed))
    applied = made[0] if made else None
    plan, unseen = remade(plan, selection, alias)
    plan = replace(plan, timeouts=server.timeouts, deploy=deploy, databases=tuple(connections))
    if not box.sandbox or not plan.migrations:
        notes = (*foreign(alias), *unseen)
        return Evidence(plan, server.version, "predicted", unknowns(plan), notes, applied)
    box.progress("Running the migrations on a sandbox")
    releases = prober(plan)
    watched = observe(
        selection,
        alias=alias,
        sandbox=box.sandbox,
        version=server.version,
        baseline=box.baseline(selection, plan),
        templates=configuration().template_databases,
        prober=releases,
    )
    plan = probed(merge(plan, watched, dialect), releases)
    return Evidence(
        plan,
        watched.version,
        "both" if watched.outcome.unobserved else "observed",
        (*watched.outcome.unobserved, *untried(releases), *unknowns(plan)),
        (*foreign(alias), *unseen, *_emptiness(plan), *((CLONED,) if watched.cloned else ())),
        applied,
    )


def nothing(alias: str) -> Evidence:
    """Of no migration."""
    server = ask(connections[alias], configuration().postgresql_version)
    return Evidence(Plan(), server.version, "predicted", notes=foreign(alias))


def unknowns(plan: Plan) -> tuple[Unknown, ...]:
    """Every statement of which nothing is known, and why."""
    return tuple(
        Unknown(
            f"{migration} operation {step.index}",
            statement.unknown,
            statement.sql,
            migration.app,
            migration.name,
            step.index,
        )
        for migration in plan.migrations
        for step in migration.steps
        for statement in step.statements
        if statement.unknown
    )


def foreign(alias: str) -> tuple[str, ...]:
    """What a database of another vendor makes of a judgement for PostgreSQL."""
    if connections[alias].vendor == "postgresql":
        return ()
    name = connections[alias].display_name
    own = "; MS230 to MS232 tell of SQLite" if connections[alias].vendor == "sqlite" else ""
    return (f"The database {alias!r} is {name}; the migrations are judged for PostgreSQL{own}.",)


def _emptiness(plan: Plan) -> tuple[str, ...]:
    steps = (step for migration in plan.migrations for step in migration.steps)
    return (EMPTY,) if any(any(step.acting("PYTHON")) for step in steps) else ()
