"""Live traffic on a sandbox while its caller migrates it: started, measured, always stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Lock, Thread, Timer
from time import perf_counter, sleep
from typing import Any

import psycopg

from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.traffic.client import Client
from migration_safety.databases.postgresql.traffic.session import attached
from migration_safety.databases.postgresql.traffic.transaction import Workload
from migration_safety.databases.postgresql.traffic.waits import Waits
from migration_safety.interruption.threads import happened, join, start, tell

INTERVAL = 0.01
LONGEST = 900.0
# A first round may read from disk; whoever has not come through by then waits for somebody.
WARMING = 5.0
PATIENCE = 1.0
BACKENDS = "SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS each (pid)"


class Traffic:
    """Clients that send a workload; times are perf_counter's.

    `measured`, `begun` and `ended` are when the baseline, the migration and the measuring of it
    began or ended.
    """

    def __init__(self, conninfo: str, workload: Workload, *, interval: float = INTERVAL) -> None:
        self.conninfo, self.workload, self.interval = conninfo, workload, interval
        self.clients: list[Client] = []
        self.measured = self.begun = self.ended = 0.0

    @contextmanager
    def flowing(self, *, before: float, after: float, longest: float = LONGEST) -> Iterator[None]:
        """Let it flow while the caller migrates.

        `before` seconds are measured first, and `after` seconds once the caller is done: old
        code goes on.  After `longest` seconds no client begins anything more.
        """
        with self._running() as stop:
            self._warm()
            self.measured = perf_counter()
            sleep(before)
            alarm = Timer(longest, stop.set)
            start(alarm)
            self.begun = perf_counter()
            try:
                yield
                happened(stop, after)
            finally:
                self.ended = perf_counter()
                tell(alarm.finished)
                join(alarm)

    @contextmanager
    def _running(self) -> Iterator[Event]:
        stop, alone = Event(), Lock()
        with ExitStack() as stack:
            for transactions in self.workload.clients:
                session = self._connect(stack)
                self.clients.append(
                    Client(session, transactions, interval=self.interval, stop=stop, alone=alone)
                )
            backends = [each.backend for each in self.clients]
            self.waits = Waits(self._connect(stack), backends, stop=stop)
            threads = [*self.clients, self.waits]
            stack.callback(self._end, threads, stop)
            for thread in threads:
                start(thread)
            yield stop

    def _connect(self, stack: ExitStack) -> psycopg.Connection[Any]:
        session = attached(self.conninfo)
        stack.callback(session.close)
        return session

    def _warm(self) -> None:
        end = perf_counter() + WARMING
        for client in self.clients:
            happened(client.ready, end - perf_counter())

    def _end(self, threads: list[Thread], stop: Event) -> None:
        """Nobody is left waiting: who does not stop by itself has its session ended."""
        tell(stop)
        end = perf_counter() + PATIENCE
        for thread in threads:
            join(thread, end - perf_counter())
        stuck = [each.backend for each in self.clients if each.is_alive()]
        if stuck:
            with suppress(Exception), connect(self.conninfo) as session:
                session.execute(BACKENDS, [stuck])
        for thread in threads:
            join(thread, PATIENCE)
