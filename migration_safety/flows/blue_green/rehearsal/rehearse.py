"""The door: a deployment rehearsed on this machine, under load, from its first state on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import reduce

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.rehearsal import Rehearsal, Span
from migration_safety.core.report import Report
from migration_safety.databases.postgresql.embedded import NEWEST, nearest
from migration_safety.databases.postgresql.rehearsing.workload import WORKLOAD
from migration_safety.errors import MigrationSafetyError, RehearsalError
from migration_safety.flows.blue_green.opening import Orders, under_way
from migration_safety.flows.blue_green.rehearsal.acts import Acts
from migration_safety.flows.blue_green.rehearsal.faults.passing import struck
from migration_safety.flows.blue_green.rehearsal.places.application import Release
from migration_safety.flows.blue_green.rehearsal.places.blue import fill, project
from migration_safety.flows.blue_green.rehearsal.places.code import before
from migration_safety.flows.blue_green.rehearsal.places.ground import Ground
from migration_safety.flows.blue_green.rehearsal.places.planned import planned, written
from migration_safety.flows.blue_green.rehearsal.proof.figures import moments
from migration_safety.flows.blue_green.rehearsal.proof.journal import fences
from migration_safety.flows.blue_green.rehearsal.proof.journal import moments as pinned
from migration_safety.flows.blue_green.rehearsal.request import Request
from migration_safety.flows.blue_green.rehearsal.told import reported
from migration_safety.flows.blue_green.running.journal import Event
from migration_safety.flows.blue_green.running.limits import Limits
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.reading.graph.select import Selection, select

# As long as a rehearsal may watch; production watches longer.
LIMITS = Limits(monitor=5.0, copy=600.0, stream=60.0)


def rehearse(request: Request, tell: Callable[[str], None] = lambda line: None) -> Report:
    """Make both sides, serve both releases, and go through all states under load.

    What goes wrong in the run is in the report.  Raises RehearsalError,
    ProgramError, SandboxError, SelectionError where it cannot begin.
    """
    started = time.perf_counter()
    selection = select(request.planned.wanted, request.planned.alias)
    if not selection.selected:
        raise RehearsalError("Nothing is pending: there is no deployment to rehearse.")
    # What has been struck is no ground for another try.
    (report, first), *others = [
        _staged(request, selection, victim, tell) for victim in ("", *request.faults)
    ]
    whole = reduce(_joined, [found for _, found in others], first)
    return reported(report, replace(whole, seconds=time.perf_counter() - started))


def _joined(found: Rehearsal, struck: Rehearsal) -> Rehearsal:
    return replace(
        found,
        faults=(*found.faults, *struck.faults),
        witnesses=(*found.witnesses, *struck.witnesses),
        stopped=found.stopped or struck.stopped,
    )


def _staged(
    request: Request, selection: Selection, victim: str, tell: Callable[[str], None]
) -> tuple[Report, Rehearsal]:
    alias, version = request.planned.alias, nearest(request.version or NEWEST)
    pending = tuple(sorted(selection.selected))
    with ExitStack() as stack:
        tell(f"Starting two servers{f', to kill {victim} in each state' if victim else ''}")
        ground = stack.enter_context(Ground(version, alias))
        codes = stack.enter_context(before(request.old, ground.folder, pending))
        rows = fill(ground.blue.application, request, selection, tell)
        report, deployment = planned(request, ground.blue.application, tell)
        tell("Starting both releases and the proxies")
        tables = _tables(deployment)
        old, new = (Release(s, c, tables) for s, c in zip(("blue", "green"), codes, strict=True))
        ground.serve(deployment.strategy, project(alias), old, new)
        found = Rehearsal(
            str(deployment.strategy),
            version,
            request.rate,
            os.cpu_count() or 1,
            codes[0].told,
            codes[1].told,
            rows=rows,
        )
        orders = _orders(request, deployment, ground)
        if victim:
            return report, struck(found, ground, orders, victim)
        return report, _played(found, ground, orders, request, tell)


def _orders(request: Request, deployment: Deployment, ground: Ground) -> Orders:
    return Orders(
        written(deployment, ground.folder),
        ground.environment(deployment.strategy),
        ground.folder / "run",
        confirmed=deployment.short,
        limits=LIMITS,
        # What is made up needs no secrecy.
        options={"database": request.planned.alias, "unencrypted": "yes", **request.options},
    )


def _tables(deployment: Deployment) -> tuple[str, ...]:
    """Those of the project that the release changes: both releases read and write them."""
    named = {v.table.rpartition(".")[2] for o in deployment.operations for v in o.verdicts}
    own = {each.name for each in deployment.published} - set(WORKLOAD)
    return tuple(sorted(own & named) or sorted(own))


def _played(
    found: Rehearsal,
    ground: Ground,
    orders: Orders,
    request: Request,
    tell: Callable[[str], None],
) -> Rehearsal:
    stopped, listen, ledger = "", ground.site.listen, ground.folder / "ledger.tsv"
    with under_way(orders, tell) as run:
        acts = Acts(run, listen, ledger, request.rate, request.settle, request.mutate)
        try:
            acts.all()
        except MigrationSafetyError as error:
            stopped = str(error)
    answers, entries = acts.answers(), run.journal.lines.entries
    start = min((each.due for each in answers), default=time.monotonic())
    return replace(
        found,
        turns=tuple(acts.turns),
        witnesses=(*acts.witnesses, fences(entries), pinned(entries)),
        spans=tuple(_spans(run, start)),
        moments=tuple(moments(answers, start)),
        stopped=stopped,
        requests=len(answers),
        failed=sum(each.failed for each in answers),
        stale=sum(each.stale for each in answers),
    )


def _spans(run: Run, start: float) -> Iterator[Span]:
    """Of the journal, whose clock is the wall's."""
    offset = time.time() - time.monotonic()
    begun: dict[tuple[str, bool], float] = {}
    for entry in run.journal.lines.entries:
        at = datetime.fromisoformat(entry.at).timestamp() - offset - start
        key = (entry.state, entry.backward)
        if entry.event is Event.BEGUN:
            begun[key] = at
        elif entry.event in (Event.REACHED, Event.FAILED) and key in begun:
            began = begun.pop(key)
            yield Span(entry.state, round(began, 3), round(at - began, 3), entry.backward)
