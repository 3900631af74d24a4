"""What traffic felt, from what its clients noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from migration_safety.core.trial.leg import Direction
from migration_safety.core.trial.traffic.felt import Access, Failure, Felt, Service, Stall
from migration_safety.core.trial.traffic.pace import Pace, pace
from migration_safety.databases.postgresql.traffic.client import Client, Log
from migration_safety.databases.postgresql.traffic.traffic import INTERVAL, LONGEST, Traffic
from migration_safety.databases.postgresql.traffic.transaction import Workload

Key = tuple[str, Access]
Run = Callable[[], str]


def felt(
    run: Run,
    *,
    conninfo: str,
    workload: Workload,
    direction: Direction,
    before: float = 1.0,
    after: float = 0.3,
    longest: float = LONGEST,
) -> Felt:
    """What the workload feels while `run` migrates the same sandbox.

    `run` returns what stopped the migrations, in one line, or "".  `before` and `after` are
    seconds of traffic around it, `longest` the seconds after which no client begins anything
    more.  Raises SandboxError where the clients cannot connect.
    """
    traffic = Traffic(conninfo, workload)
    around = (before, after) if workload.clients else (0.0, 0.0)
    with traffic.flowing(before=around[0], after=around[1], longest=longest):
        start = perf_counter()
        error = run()
        seconds = perf_counter() - start
    unsent = (Service(each.table, each.access, unsent=each.reason) for each in workload.unsent)
    services = (*felt_by(traffic), *unsent)
    return Felt(direction, len(traffic.clients), seconds, services, error)


def felt_by(traffic: Traffic) -> tuple[Service, ...]:
    """What the clients of traffic that has stopped have noted, by table and access."""
    logs: dict[Key, list[tuple[Client, Log]]] = {}
    for client in traffic.clients:
        for key, log in client.logs.items():
            logs.setdefault(key, []).append((client, log))
    return tuple(_service(key, kept, traffic) for key, kept in logs.items())


def _service(key: Key, kept: list[tuple[Client, Log]], traffic: Traffic) -> Service:
    logs = [log for _, log in kept]
    return Service(
        *key,
        _pace(logs, traffic.measured, traffic.begun),
        _pace(logs, traffic.begun, perf_counter()),
        _stall(kept, traffic),
        tuple(_failures(logs, traffic)),
    )


def _pace(logs: list[Log], begin: float, end: float) -> Pace:
    """Of what was answered in that time, errors left out."""
    found = [
        seconds
        for log in logs
        for at, seconds, answered in zip(log.ends, log.seconds, log.answered, strict=True)
        if answered and begin <= at < end
    ]
    return pace(found, INTERVAL)


def _stall(kept: list[tuple[Client, Log]], traffic: Traffic) -> Stall | None:
    """The longest transaction of those that were seen waiting for the migration."""
    waited = {
        (log.seconds[at], log.ends[at], client.backend)
        for client, log in kept
        for moment, _ in traffic.waits.seen[client.backend]
        if (at := log.spanning(moment)) is not None and log.ends[at] >= traffic.begun
    }
    if not waited:
        return None
    seconds, end, backend = max(waited)
    return Stall(seconds * 1000, traffic.waits.blamed(backend, end - seconds, end))


def _failures(logs: list[Log], traffic: Traffic) -> Iterator[Failure]:
    moments: dict[tuple[str, str], list[float]] = {}
    for log in logs:
        for complaint, ends in log.errors.items():
            moments.setdefault(complaint, []).extend(ends)
    for (sqlstate, message), ends in sorted(moments.items()):
        during = [end for end in ends if end >= traffic.begun]
        first = min(during) - traffic.begun if during else None
        yield Failure(sqlstate, message, len(ends) - len(during), len(during), first)
