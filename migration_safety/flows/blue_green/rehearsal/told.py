"""The report of a rehearsal: its checks, which decide the verdict, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migration_safety.core.deployment.rehearsal import (
    Fault,
    Felt,
    Rehearsal,
    Span,
    Turn,
    Witness,
)
from migration_safety.core.report import Check, Report, Section, Status

TITLE = "Rehearsal of a deployment"
SEEN = ("before", "during", "after")


def reported(plan: Report, found: Rehearsal) -> Report:
    """The plan's report turned into one about its rehearsal: what was measured, not foretold."""
    checks = tuple(_checks(found))
    return replace(
        plan,
        title=TITLE,
        checks=checks,
        findings=(),
        unknown=(),
        sections=tuple(each for each in _sections(found) if each.rows),
        notes=(_conditions(found), *found.notes),
        rehearsal=found,
        seconds=found.seconds,
    )


def _conditions(found: Rehearsal) -> str:
    return (
        f"Rehearsed on this machine alone ({found.cores} cores, two PostgreSQL {found.version},"
        f" nginx{', PgBouncer' if found.strategy == 'hold' else ''}, gunicorn):"
        f" {found.rate:g} requests a second, half of them writes, on {found.rows:,} rows."
        f" Old release: {found.old}. New release: {found.new}."
    )


def _checks(found: Rehearsal) -> Iterator[Check]:
    states = len(found.spans)
    ended = Status.FAILED if found.stopped else Status.PASSED
    message = found.stopped or f"{states} states were reached, one after the other"
    yield Check("the run came to its end", ended, states, message)
    yield _unfailed(found)
    yield from map(_proof, found.witnesses)
    if found.faults:
        yield _kills(found)


def _unfailed(found: Rehearsal) -> Check:
    if not found.requests:
        return Check("no request failed", Status.SKIPPED, 0, "none was made")
    wrong = found.failed + found.stale
    said = (
        f"{found.failed} of {found.requests:,} requests failed,"
        f" {found.stale} did not see what was written"
    )
    return Check(
        "no request failed", Status.FAILED if wrong else Status.PASSED, found.requests, said
    )


def _proof(witness: Witness) -> Check:
    held = {True: Status.PASSED, False: Status.FAILED, None: Status.SKIPPED}[witness.held]
    said = f"{witness.examined:,} {witness.unit}: {witness.said}"
    return Check(witness.name, held, witness.examined, said, witness.details)


def _kills(found: Rehearsal) -> Check:
    bad = [each for each in found.faults if each.lost or not each.clean]
    status = Status.FAILED if bad else Status.PASSED
    said = f"{len(bad)} of {len(found.faults)} kills lost a write or left something behind"
    details = tuple(f"{each.killed} in {each.state}: {each.said}" for each in bad)
    return Check("kills are survived", status, len(found.faults), said, details)


def _sections(found: Rehearsal) -> Iterator[Section]:
    rows = tuple(_turn(each) for each in found.turns)
    yield Section("Traffic moved", ("turn", "write pause", "longest gap", "driver took"), rows)
    columns: tuple[str, ...] = ("turn", "requests", "failed", "p50", "p99", "p99.9", "worst")
    latencies = tuple(row for each in found.turns for row in _latencies(each))
    yield Section("Latency, from the time each request was due", columns, latencies)
    spans = tuple((_name(each), f"{each.began:.2f} s", _ms(each.seconds)) for each in found.spans)
    yield Section("States", ("state", "begun after", "took"), spans)
    columns = ("in", "killed", "failed requests", "longest without an answer", "then", "left")
    yield Section("Kills", columns, tuple(map(_kill, found.faults)))


def _kill(fault: Fault) -> tuple[str, ...]:
    left = ", ".join(fault.left) or "nothing"
    outage = f"{fault.outage:.2f} s"
    return fault.state, fault.killed, str(fault.failed), outage, fault.ended, left


def _name(span: Span) -> str:
    return f"{span.state} (back)" if span.backward else span.state


def _turn(turn: Turn) -> tuple[str, ...]:
    return turn.name, _ms(turn.pause), _ms(turn.gap), _ms(turn.seconds)


def _latencies(turn: Turn) -> Iterator[tuple[str, ...]]:
    for when, felt in zip(SEEN, _felt(turn), strict=True):
        times = (felt.p50, felt.p99, felt.p999, felt.worst)
        yield f"{turn.name}, {when}", str(felt.requests), str(felt.failed), *map(_ms, times)


def _felt(turn: Turn) -> tuple[Felt, Felt, Felt]:
    return turn.before, turn.during, turn.after


def _ms(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds:.2f} s" if seconds >= 10 else f"{seconds * 1000:,.0f} ms"
