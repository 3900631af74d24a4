"""What trials have shown, judged by the rules about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from migration_safety.core.acceptance.ledger import with_entries
from migration_safety.core.report import Report, Unknown
from migration_safety.flows.accepted import accepted
from migration_safety.flows.environment import environment
from migration_safety.flows.evidence import Evidence
from migration_safety.flows.rollback.costing import telling as costing
from migration_safety.flows.rollback.faults import telling as faults
from migration_safety.flows.rollback.judged.telling import checks, headline
from migration_safety.flows.rollback.request import Request
from migration_safety.reading.graph.select import Selection
from migration_safety.rules.accountable import account
from migration_safety.rules.registry import TRIALS, chosen, weighed

TITLE = "Rollback"
FAMILIES = (*TRIALS, "suppression")


def judged(
    request: Request, evidence: Evidence, found: Selection, untried: Sequence[Unknown]
) -> Report:
    """The report.  Raises SelectionError for rules that are not known."""
    today, plan = datetime.now(UTC), evidence.plan
    rules = chosen(tuple(request.only), tuple(request.skip))
    judgement = account(
        with_entries(plan, accepted(request.ledger)),
        [each for each in rules if each.family in FAMILIES],
        (*found.unknown, *untried, *faults.unknown(plan)),
        today=today.date(),
        severities=weighed(request.severities),
    )
    report = _report(request, evidence, found)
    return replace(
        report,
        findings=judgement.findings,
        unknown=judgement.unknown,
        suppressed=judgement.suppressed,
        acknowledged=judgement.acknowledged,
        checks=checks(plan),
        headline=headline(plan),
        sections=(*costing.sections(plan), *faults.sections(plan)),
        notes=(*report.notes, *costing.notes(plan), *faults.notes(plan)),
    )


def nothing_selected(request: Request, evidence: Evidence, found: Selection) -> Report:
    """Nothing was tried, so nothing is proven."""
    none = f"0 of {len(found.migrations)} migrations were selected."
    report = _report(request, evidence, found)
    return replace(report, notes=(*report.notes, none), unknown=found.unknown)


def _report(request: Request, evidence: Evidence, found: Selection) -> Report:
    return Report(
        command="test_rollback",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=environment(
            request.alias, str(evidence.version), vendor="postgresql", witness="observed"
        ),
        plan=evidence.plan,
        notes=(*found.notes, *evidence.notes),
        title=TITLE,
    )
