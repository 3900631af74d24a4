"""The price of a plan: how large its tables are where it is going to run."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.conf import configuration
from migration_safety.core.plan import Plan
from migration_safety.core.price.size import Sizes
from migration_safety.core.price.sized import sized, tables
from migration_safety.flows.evidence import Evidence
from migration_safety.flows.sizes import sizes_of


def priced(evidence: Evidence, alias: str, given: Sizes | None) -> Evidence:
    """The evidence with sizes: those given, or those of the database where it is connected."""
    if not evidence.plan.migrations:
        return evidence
    sizes = given or sizes_of(alias, tables(evidence.plan))
    small = configuration().small_table_rows
    plan = replace(sized(evidence.plan, sizes), small=small)
    return replace(evidence, plan=plan, notes=(*evidence.notes, *sizes.notes, *_source(plan)))


def told_sizes(plan: Plan) -> bool:
    """Whether somebody knows how large a table of the plan is, and it is not empty."""
    statements = (each for migration in plan.migrations for each in migration.statements())
    return any(effect.size.telling for each in statements for effect in each.effects)


def _source(plan: Plan) -> tuple[str, ...]:
    """Whose sizes are told, where any are."""
    return (f"Sizes of tables are those of {plan.sized_by}.",) if told_sizes(plan) else ()
