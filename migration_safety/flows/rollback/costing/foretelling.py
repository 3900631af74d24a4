"""Forecasts for every trial of a plan, by the sizes that production's tables have."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.plan import Plan
from migration_safety.core.price.size import Sizes
from migration_safety.core.trial.costs.forecast import forecast
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.judged.telling import trials
from migration_safety.flows.sizes import sizes_of


def foretold(plan: Plan, given: Sizes | None, alias: str) -> Plan:
    """By the sizes that are given, else by those of the database where it is connected."""
    sizes = given or _read(plan, alias)
    if not any(each.telling for each in sizes.tables.values()):
        return plan
    return replace(
        plan,
        migrations=tuple(
            replace(each, trial=_trial(each.trial, sizes)) for each in plan.migrations
        ),
        trial=_trial(plan.trial, sizes),
    )


def _trial(trial: Trial | None, sizes: Sizes) -> Trial | None:
    if trial is None:
        return None
    return replace(trial, forecasts=tuple(forecast(each, sizes) for each in trial.costs))


def _read(plan: Plan, alias: str) -> Sizes:
    """Of the tables that a trial has worked on, under any of their names."""
    costs = [cost for _, trial in trials(plan) for cost in trial.costs]
    extents = [extent for cost in costs for extent in cost.extents]
    return sizes_of(alias, {name for each in extents for name in (each.table, *each.names)})
