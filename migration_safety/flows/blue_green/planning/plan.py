"""plan_blue_green: select, gather the evidence, choose, and tell what follows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from django.db import connections

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.price.size import Sizes
from migration_safety.core.report import Report
from migration_safety.errors import PlanError
from migration_safety.flows.blue_green.planning.deciding import Facts, decided, sort
from migration_safety.flows.blue_green.planning.evidence.releases import ordered
from migration_safety.flows.blue_green.planning.evidence.replication import judged
from migration_safety.flows.blue_green.planning.evidence.shown import Shown, shown
from migration_safety.flows.blue_green.planning.evidence.tables import Tables, tables
from migration_safety.flows.blue_green.planning.request import Request
from migration_safety.flows.blue_green.planning.told.judging import (
    nothing_selected,
    reported,
    standard,
)
from migration_safety.flows.evidence import Box, Evidence, gather
from migration_safety.flows.pricing import priced
from migration_safety.flows.sizes import sizes_of
from migration_safety.flows.statistics import sizes_in
from migration_safety.reading.graph.revision import revision
from migration_safety.reading.graph.select import Key, Selection, select

OLDEST = 15


def plan(request: Request, progress: Callable[[str], None] = lambda line: None) -> Report:
    """Plan how the selected migrations are shipped; the report holds the deployment.

    Nothing is written to any database but sandboxes.  Raises MigrationSafetyError with what is
    wrong and what to do.
    """
    started = time.perf_counter()
    by, seen = standard(request), shown(request.evidence)
    given = sizes_in(request.statistics) if request.statistics else None
    found = select(request.wanted, request.alias)
    _refuse(request.alias, found)
    box = Box(request.alias, request.sandbox if request.observe else "", request.fresh, progress)
    evidence = priced(gather(found, box, deploy=True), request.alias, given)
    if not evidence.plan.migrations:
        report = nothing_selected(request, evidence, found)
    else:
        progress("Choosing how to ship them")
        facts = _facts(request.alias, found, given or Sizes(), seen)
        green = ordered(evidence.plan, facts.ancestors).before
        evidence = replace(evidence, plan=judged(evidence.plan, green, facts.server))
        made = _deployment(request, evidence, facts)
        report = reported(request, evidence, found, made, by)
    return replace(report, seconds=time.perf_counter() - started)


def _refuse(alias: str, found: Selection) -> None:
    """What there can be no plan of.  Raises PlanError."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        problem = f"The database '{alias}' is {connection.display_name}."
        raise PlanError(problem, "Deployments are planned for PostgreSQL alone.")
    if connection.connection is None:
        problem = f"The database '{alias}' cannot be reached, and a plan begins with its tables."
        raise PlanError(problem, "Start it: it is only read.")
    if _version(alias) < OLDEST:
        problem = f"The server of '{alias}' is PostgreSQL {_version(alias)}."
        raise PlanError(problem, f"Deployments are planned for {OLDEST} and newer.")
    _refuse_gaps(alias, found)


def _version(alias: str) -> int:
    return int(getattr(connections[alias], "pg_version", 0)) // 10_000


def _refuse_gaps(alias: str, found: Selection) -> None:
    applied = found.applied or frozenset()
    for app, name in sorted(found.selected):
        if (app, name) in applied:
            problem = f"{app}.{name} is applied to '{alias}' already."
            raise PlanError(problem, "A plan is of what is to be applied.")
    for migration in found.migrations:
        if found.has(migration):
            behind = (found.ancestors(migration) or frozenset()) - applied - found.selected
            for app, name in sorted(behind):
                raise PlanError(
                    f"{migration.app_label}.{migration.name} depends on {app}.{name}, which is"
                    " neither applied nor selected.",
                    "Plan all that is pending: leave out the names.",
                )


def _facts(alias: str, found: Selection, sizes: Sizes, seen: Shown) -> Facts:
    keys = [(each.app_label, each.name) for each in found.migrations]
    applied = found.applied or frozenset()
    ancestors = {
        (each.app_label, each.name): (found.ancestors(each) or frozenset()) & found.selected
        for each in found.migrations
        if found.has(each)
    }
    history: list[Key] = [key for key in keys if key in applied]
    return Facts(_version(alias), revision(), ancestors, history, sizes, seen)


def _deployment(request: Request, evidence: Evidence, facts: Facts) -> Deployment:
    by = sort(evidence.plan, facts.ancestors, request.pause, request.strategy)
    if not by.choice.strategy.replicates:
        return decided(evidence.plan, by, Tables(), facts, request.pause)
    found = tables(connections[request.alias], by.green)
    names = [each.name if each.schema == "public" else each.table for each in found.published]
    sizes = facts.sizes if facts.sizes.tables else sizes_of(request.alias, names)
    return decided(evidence.plan, by, found, replace(facts, sizes=sizes), request.pause)
