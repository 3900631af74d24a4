"""What live traffic felt of a trial, in sentences that the formats for people share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Access, Attempt, Failure, Felt, Queue, Service
from migration_safety.core.trial.traffic.load import Load
from migration_safety.reports import words
from migration_safety.reports.visible import UNBROKEN

WAYS = {Direction.FORWARD: "Forward", Direction.BACKWARD: "Back"}
CODE = {Direction.FORWARD: "old", Direction.BACKWARD: "new"}
DONE = {Access.READS: "read", Access.WRITES: "written to"}
# In milliseconds: what is less, nobody notices.
NOTICED = 50.0
# So many tables are named.
MOST = 6
# A statement is told as far as it takes to know it again.
WIDTH = 70


def sentences(load: Load | None) -> Iterator[str]:
    """Nothing where there was to be no traffic."""
    if load and load.reason:
        yield f"No traffic: {load.reason}."
    for felt in load.felt if load else ():
        yield from _felt(felt)
    for queue in load.queues if load else ():
        yield _queue(queue)


def _felt(felt: Felt) -> Iterator[str]:
    way, sent = WAYS[felt.direction], [each for each in felt.services if not each.unsent]
    if felt.error:
        yield f"{way}, it fails under load: {felt.error}"
    for each in sent:
        if each.stall and each.stalled >= NOTICED:
            waits = f"{_name(each)} wait {_milliseconds(each.stalled)}"
            yield f"{way}, {waits} for {_cut(each.stall.sql) or 'its locks'}{_paces(each)}."
    yield from (f"{way}, {each}." for each in _failures(sent, CODE[felt.direction]))
    if quiet := [each for each in sent if each.stalled < NOTICED and not each.failures]:
        most = max(each.stalled for each in quiet)
        longest = f" for more than {_milliseconds(most)}" if most else ""
        yield f"{way}, nobody waits{longest} in {_names(quiet)}."
    reasons: dict[str, list[Service]] = {}
    for each in felt.services:
        if each.unsent:
            reasons.setdefault(each.unsent, []).append(each)
    yield from (f"{way}, there are no {_names(those)}: {why}." for why, those in reasons.items())


def _name(service: Service) -> str:
    return f"{service.access.value} of {service.table}"


def _names(services: Sequence[Service]) -> str:
    """ "reads and writes of a, b; reads of c"."""
    kinds: dict[str, list[str]] = {}
    for service in services:
        kinds.setdefault(service.table, []).append(service.access.value)
    tables: dict[str, list[str]] = {}
    for table, found in kinds.items():
        tables.setdefault(" and ".join(found), []).append(table)
    return "; ".join(f"{kind} of {_listed(found)}" for kind, found in tables.items())


def _listed(names: Sequence[str]) -> str:
    """The first of them, and how many more."""
    rest = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + rest


def _failures(services: Sequence[Service], code: str) -> Iterator[str]:
    """What fails alike is told together, by the first that the server said."""
    alike: dict[str, list[tuple[Service, Failure]]] = {}
    for service in services:
        for failure in service.failures:
            alike.setdefault(failure.sqlstate, []).append((service, failure))
    for state, found in alike.items():
        failures = [failure for _, failure in found]
        names = _names(list(dict.fromkeys(service for service, _ in found)))
        others = ", and the like" if len({each.message for each in failures}) > 1 else ""
        times = words.amount(sum(each.during for each in failures), "time")
        said = f"{failures[0].message}{others} (SQLSTATE {state}, {times})"
        yield f"{names} by the {code} code fail{_since(failures)}: {said}"


def _since(failures: Sequence[Failure]) -> str:
    if any(each.before for each in failures):
        return ", as they do before"
    first = min((each.first for each in failures if each.first is not None), default=None)
    return "" if first is None else f" from {words.seconds(first)} on"


def _paces(service: Service) -> str:
    """Half of them, and all but a hundredth, are answered within that time."""
    before, during = service.before, service.during
    if not (before.count and during.count):
        return ""
    halves = f"p50 {_milliseconds(before.p50)} -> {_milliseconds(during.p50)}"
    return f" ({halves}, p99 {_milliseconds(before.p99)} -> {_milliseconds(during.p99)})"


def _milliseconds(time: float | None) -> str:
    if time is not None and time < 10:
        return f"{time:.1f}{UNBROKEN}ms"
    return words.seconds((time or 0.0) / 1000)


def _cut(sql: str) -> str:
    return sql if len(sql) <= WIDTH else f"{sql[:WIDTH]}..."


def _queue(queue: Queue) -> str:
    idle = f"an idle transaction that has {DONE[queue.held]} {queue.table}"
    told = map(_attempt, sorted(queue.attempts, key=lambda each: each.lock_timeout))
    return f"{WAYS[queue.direction]}, behind {idle}: {'; '.join(told)}."


def _attempt(attempt: Attempt) -> str:
    if not attempt.waited:
        failed = f"; it fails: {attempt.error}" if attempt.error else ""
        return f"nobody waits, as it is not in the way{failed}"
    if attempt.gave_up:
        limit = words.seconds(attempt.lock_timeout / 1000)
        gives_up = f"the migration gives up after {words.seconds(attempt.waited)}"
        return f"with lock_timeout = {limit} {gives_up}, and {_others(attempt)}"
    ended = f", and it then fails: {attempt.error}" if attempt.error else ""
    return f"{_others(attempt)}, as it stays for {words.seconds(attempt.waited)}{ended}"


def _others(attempt: Attempt) -> str:
    """ "readers wait 1.5 s, writers wait 1.5 s"."""
    found = {"readers": attempt.reads, "writers": attempt.writes}
    waiting = [f"{who} wait {words.seconds(it / 1000)}" for who, it in found.items() if it]
    return ", ".join(waiting) or "the migration alone waits"
