"""The report of a plan: what rules and checks say of it, and the plan itself in tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from migration_safety.core.acceptance.ledger import Entry, with_entries
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.finding import Severity
from migration_safety.core.report import Report
from migration_safety.flows.accepted import accepted, existing
from migration_safety.flows.blue_green.planning.request import Request
from migration_safety.flows.blue_green.planning.told import choice, costs
from migration_safety.flows.blue_green.planning.told.verdict import checks, headline, notes
from migration_safety.flows.environment import environment
from migration_safety.flows.evidence import Evidence
from migration_safety.reading.graph.select import Selection
from migration_safety.rules.accountable import account
from migration_safety.rules.registry import Rule, chosen, weighed

TITLE = "Deployment"
FAMILIES = ("replication", "suppression")


@dataclass(frozen=True, slots=True)
class Standard:
    """What a plan is judged by: rules, what they weigh, and what is accepted."""

    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity]
    entries: tuple[Entry, ...]


def standard(request: Request) -> Standard:
    """Asked for before the long work.  Raises SelectionError for rules that are not known, and
    LedgerError."""
    rules = chosen(tuple(request.only), tuple(request.skip), replication=True)
    return Standard(
        tuple(each for each in rules if each.family in FAMILIES),
        weighed(request.severities),
        accepted(request.ledger),
    )


def reported(
    request: Request, evidence: Evidence, found: Selection, made: Deployment, by: Standard
) -> Report:
    """What replication does is judged where there is any."""
    today = datetime.now(UTC)
    judgement = account(
        with_entries(evidence.plan, by.entries),
        by.rules if made.strategy.replicates else (),
        (*found.unknown, *evidence.unknown),
        today=today.date(),
        severities=by.severities,
    )
    report = _report(request, evidence, found)
    return replace(
        report,
        findings=judgement.findings,
        unknown=judgement.unknown,
        suppressed=judgement.suppressed,
        acknowledged=judgement.acknowledged,
        checks=(*checks(made, evidence), *existing(by.entries, found)),
        headline=headline(made),
        sections=(*choice.sections(made), *costs.sections(made)),
        notes=(*report.notes, *notes(made)),
        deployment=made,
    )


def nothing_selected(request: Request, evidence: Evidence, found: Selection) -> Report:
    """There is nothing to ship."""
    none = f"0 of {len(found.migrations)} migrations were selected: there is nothing to plan."
    report = _report(request, evidence, found)
    return replace(report, notes=(*report.notes, none), unknown=found.unknown)


def _report(request: Request, evidence: Evidence, found: Selection) -> Report:
    return Report(
        command="plan_blue_green",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=environment(
            request.alias, str(evidence.version), vendor="postgresql", witness=evidence.witness
        ),
        plan=evidence.plan,
        notes=(*found.notes, *evidence.notes),
        title=TITLE,
    )
