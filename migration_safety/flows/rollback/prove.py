"""test_rollback: select, gather the evidence, try every way back, judge, report."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import replace

from migration_safety.core.report import Report, Unknown
from migration_safety.flows.evidence import Box, Evidence, gather
from migration_safety.flows.rollback.costing.foretelling import foretold
from migration_safety.flows.rollback.judged.judging import judged, nothing_selected, standard
from migration_safety.flows.rollback.load.loading import check
from migration_safety.flows.rollback.places.base import Base, Progress, migrated
from migration_safety.flows.rollback.places.cloned import cloned
from migration_safety.flows.rollback.places.place import placed
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.trials import with_trials
from migration_safety.flows.statistics import sizes_in
from migration_safety.reading.graph.select import Selection, select


def prove(request: Request, progress: Progress = lambda line: None) -> Report:
    """Try the selected migrations on databases made for it.  Raises MigrationSafetyError with
    what is wrong and what to do."""
    started = time.perf_counter()
    check(request)
    by = standard(request)
    given = sizes_in(request.statistics) if request.statistics else None
    found = select(request.wanted, request.history)
    request = placed(request)
    watched = request.sandbox if found.selected and not request.on_file else ""
    evidence = gather(found, Box(request.alias, watched, request.fresh, progress), deploy=False)
    if not evidence.plan.migrations:
        report = nothing_selected(request, evidence, found)
    else:
        evidence, untried = _tried(request, found, evidence, progress)
        evidence = replace(evidence, plan=foretold(evidence.plan, given, request.alias))
        report = judged(request, evidence, found, untried, by)
    return replace(report, seconds=time.perf_counter() - started)


def _tried(
    request: Request, found: Selection, evidence: Evidence, progress: Progress
) -> tuple[Evidence, list[Unknown]]:
    with _base(request, found, evidence, progress) as base:
        plan, unknown, kept = with_trials(evidence.plan, base, request, progress)
    notes = (*evidence.notes, *base.notes, *kept)
    return replace(evidence, plan=plan, notes=notes), unknown


def _base(
    request: Request, found: Selection, evidence: Evidence, progress: Progress
) -> AbstractContextManager[Base]:
    if request.clone_from:
        return cloned(request, found, progress)
    baseline = evidence.plan.baseline if found.baseline() else ""
    return migrated(request, found, baseline, evidence.version)
