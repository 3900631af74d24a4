"""A plan of a fixture after its suppressions have met the findings."""

from __future__ import annotations

from datetime import UTC, datetime

from migration_safety.core.plan import Plan
from migration_safety.flows.evidence import unknowns
from migration_safety.rules.registry import all_rules
from migration_safety.rules.settling import settle


def settled(plan: Plan) -> Plan:
    """Judged by all rules, today."""
    today = datetime.now(UTC).date()
    return settle(plan, all_rules(), unknowns(plan), today=today).plan
