"""check_migration_safety: select, walk, ask the witnesses, judge, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from migration_safety.core.acceptance.ledger import Entry, with_entries
from migration_safety.core.finding import Severity
from migration_safety.core.report import Environment, Report
from migration_safety.errors import GraphError
from migration_safety.flows.accepted import accepted, existing
from migration_safety.flows.environment import environment
from migration_safety.flows.evidence import Box, Evidence, gather, nothing
from migration_safety.flows.pricing import priced
from migration_safety.flows.safety.checklist.checklist import checklist, ungraphed
from migration_safety.flows.safety.price.estimating import estimated
from migration_safety.flows.safety.price.timetable import sections
from migration_safety.flows.statistics import sizes_in
from migration_safety.reading.graph.select import Selection, Wanted, select
from migration_safety.rules.accountable import account
from migration_safety.rules.registry import Rule, chosen, weighed

UNGRAPHED = "`migrate` refuses these migrations: they do not form one graph. Nothing was judged."


def study(
    *,
    app_label: str | None = None,
    migration: str | None = None,
    alias: str = "default",
    selection: str = "",
    since: str | None = None,
    deploy: bool = False,
    observe: bool = False,
    sandbox: str = "embedded",
    fresh_sandbox: bool = False,
    statistics: Path | None = None,
    estimate: bool = False,
    check_seconds: float = 30.0,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    severities: Mapping[str, Severity] = MappingProxyType({}),
    ledger: Sequence[str | Path] = (),
    advice: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Judge migrations before they run; with `observe`, run them on a sandbox first.

    `selection` is "unapplied", "all", or "" for what the database has not applied, or all where it
    cannot say.  `deploy`: all are applied at once, under the release from before the first.
    `statistics` is a file that tells how large the tables are, instead of the database.
    `fresh_sandbox`: take nothing that an earlier run has kept.  `estimate` observes, and times the
    migrations on generated rows.  `severities` are by rule and replace its own; `ledger`: files of
    accepted findings.  Raises MigrationSafetyError with what is wrong and what to do.
    """
    started = time.perf_counter()
    rules, weights = chosen(tuple(only), tuple(skip), advice=advice), weighed(severities)
    standard = Standard(rules, weights, accepted(ledger), check_seconds)
    kinds = selection == "unapplied", selection == "all"
    wanted = Wanted(app_label or "", migration or "", *kinds, since or "")
    given = sizes_in(statistics) if statistics else None
    try:
        found = select(wanted, alias)
    except GraphError as error:
        return _ungraphed(error, alias, started)
    box = Box(alias, sandbox if observe or estimate else "", fresh_sandbox, progress)
    evidence = priced(gather(found, box, deploy=deploy), alias, given)
    if estimate:
        evidence = estimated(evidence, found, box)
    return replace(_judged(found, evidence, standard, alias), seconds=time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class Standard:
    """What evidence is judged by: rules, what they weigh, what is accepted; and how many seconds
    checks may read rows."""

    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity]
    entries: tuple[Entry, ...]
    seconds: float


def _judged(found: Selection, evidence: Evidence, standard: Standard, alias: str) -> Report:
    today, entries = datetime.now(UTC), standard.entries
    judged = account(
        with_entries(evidence.plan, entries),
        standard.rules,
        (*found.unknown, *evidence.unknown),
        today=today.date(),
        severities=standard.severities,
    )
    return Report(
        command="check_migration_safety",
        generated_at=today.isoformat(timespec="seconds"),
        environment=_environment(alias, evidence),
        plan=evidence.plan,
        findings=judged.findings,
        checks=(
            *checklist(evidence, found, alias, seconds=standard.seconds),
            *existing(entries, found),
        ),
        unknown=judged.unknown,
        suppressed=judged.suppressed,
        acknowledged=judged.acknowledged,
        sections=sections(evidence.plan),
        notes=(*found.notes, *evidence.notes, *_emptiness(found, evidence)),
    )


def _ungraphed(error: GraphError, alias: str, started: float) -> Report:
    """`migrate` refuses such migrations, whatever it is asked for."""
    evidence = nothing(alias)
    return Report(
        command="check_migration_safety",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=_environment(alias, evidence),
        plan=evidence.plan,
        checks=ungraphed(error),
        notes=evidence.notes,
        seconds=time.perf_counter() - started,
        headline=UNGRAPHED,
    )


def _environment(alias: str, evidence: Evidence) -> Environment:
    version, witness = str(evidence.version), evidence.witness
    return environment(alias, version, vendor="postgresql", witness=witness)


def _emptiness(found: Selection, evidence: Evidence) -> tuple[str, ...]:
    if evidence.plan.migrations:
        return ()
    return (f"0 of {len(found.migrations)} migrations were selected.",)
