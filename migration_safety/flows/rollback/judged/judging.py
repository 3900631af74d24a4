"""What trials have shown, judged by the rules about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from migration_safety.core.acceptance.ledger import Entry, with_entries
from migration_safety.core.finding import Severity
from migration_safety.core.report import Report, Unknown
from migration_safety.flows.accepted import accepted, existing
from migration_safety.flows.environment import environment
from migration_safety.flows.evidence import EMPTY, Evidence, foreign
from migration_safety.flows.rollback.costing import telling as costing
from migration_safety.flows.rollback.faults import telling as faults
from migration_safety.flows.rollback.judged import files
from migration_safety.flows.rollback.judged.telling import checks, headline
from migration_safety.flows.rollback.judged.unproven import unproven
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.vendors import vendor
from migration_safety.reading.graph.select import Selection
from migration_safety.rules.accountable import account
from migration_safety.rules.registry import TRIALS, Rule, chosen, weighed

TITLE = "Rollback"
FAMILIES = (*TRIALS, "suppression")


@dataclass(frozen=True, slots=True)
class Standard:
    """What trials are judged by: rules, what they weigh, and what is accepted."""

    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity]
    entries: tuple[Entry, ...]


def standard(request: Request) -> Standard:
    """Asked for before the long work.  Raises SelectionError for rules that are not known, and
    LedgerError."""
    rules = chosen(tuple(request.only), tuple(request.skip), trials=True)
    return Standard(
        tuple(each for each in rules if each.family in FAMILIES),
        weighed(request.severities),
        accepted(request.ledger),
    )


def judged(
    request: Request,
    evidence: Evidence,
    found: Selection,
    untried: Sequence[Unknown],
    by: Standard,
) -> Report:
    """The report."""
    today, plan = datetime.now(UTC), evidence.plan
    unseen = files.checks() if request.on_file else ()
    judgement = account(
        with_entries(plan, by.entries),
        by.rules,
        (*found.unknown, *untried, *unproven(plan), *faults.unknown(plan)),
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
        checks=(*checks(plan), *unseen, *existing(by.entries, found)),
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
    name, version, beside = "postgresql", str(evidence.version), {EMPTY}
    if request.on_file:
        name = "sqlite"
        version, beside = vendor(name).version(), {EMPTY, *foreign(request.alias)}
    return Report(
        command="test_rollback",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=environment(request.alias, version, vendor=name, witness="observed"),
        plan=evidence.plan,
        # Of the run that has only watched: the trials had rows.
        notes=(*found.notes, *(each for each in evidence.notes if each not in beside)),
        title=TITLE,
    )
