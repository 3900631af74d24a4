"""Judgement with an account: what is accepted is set apart, and acceptance itself is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from migration_safety.core.finding import Finding, Severity
from migration_safety.core.plan import Plan
from migration_safety.core.report import Unknown
from migration_safety.rules.judge import judge
from migration_safety.rules.rule import Rule
from migration_safety.rules.settling import FAMILY, settle


@dataclass(frozen=True, slots=True)
class Judgement:
    """What speaks, and what somebody answers for."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]
    suppressed: tuple[Finding, ...] = ()
    acknowledged: tuple[Unknown, ...] = ()


def account(
    plan: Plan,
    rules: Iterable[Rule],
    unknown: Iterable[Unknown],
    *,
    today: date,
    severities: Mapping[str, Severity],
) -> Judgement:
    """Judge the plan; `severities` are by rule id, and replace whatever a rule says."""
    chosen = tuple(rules)
    settled = settle(plan, chosen, unknown, today=today)
    about = judge(settled.plan, (each for each in chosen if each.family == FAMILY))
    found = tuple(
        replace(each, severity=severities.get(each.rule, each.severity))
        for each in (*settled.findings, *about)
    )
    return Judgement(
        tuple(each for each in found if not each.suppressed),
        tuple(each for each in settled.unknown if not each.suppressed),
        tuple(each for each in found if each.suppressed),
        tuple(each for each in settled.unknown if each.suppressed),
    )
