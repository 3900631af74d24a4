"""The tracer: plugs into a connection of Django's and has every statement's cost noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from time import perf_counter
from types import TracebackType
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import Composable

from migration_safety.core.trial.costs.cost import Cost, Spent
from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.observe.control import SAVEPOINT, keyword
from migration_safety.databases.postgresql.observe.introspection import Unrecorded
from migration_safety.databases.postgresql.trace.extents import Extents
from migration_safety.databases.postgresql.trace.ledger import Ledger
from migration_safety.databases.postgresql.trace.meter import Meter
from migration_safety.databases.postgresql.trace.rewrites import telling

COMMIT = -1
CHANGES = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "COPY"})


class Tracer:
    """Notes what the statements of migrations cost on a sandbox's connection.

    A context manager and a witness: who takes a migration in some direction says
    `begin(app, name)` before it, sets `operation` to the index of the operation while that runs
    (None: what runs is no statement of the migration) and `deferred` while Django runs what it
    had put off.  Statements run as they are: nothing is split, held open or made to wait.
    While it is entered, the database has an event trigger in a schema of its own, and a second
    session is connected to it.
    """

    def __init__(
        self, connection: BaseDatabaseWrapper, *, direction: Direction = Direction.FORWARD
    ) -> None:
        self.connection = connection
        self.direction = direction
        self.operation: int | None = None
        self.deferred = False
        self._key = ("", "")
        self._ledger = Ledger()
        self._costs: list[Cost] = []
        self._shared = False
        # How long it took to get ready for the migration.
        self._before = 0.0

    @property
    def costs(self) -> tuple[Cost, ...]:
        """By migration, in the order in which they ran; one that failed is among them."""
        return (*self._costs, *([self._cost()] if any(self._key) else []))

    @property
    def spent(self) -> tuple[Spent, ...]:
        """Of every statement, in the order in which the server met them."""
        return tuple(each for cost in self.costs for each in cost.spent)

    def begin(self, app: str, name: str) -> None:
        """A migration begins, between transactions, perhaps on another session than before."""
        start = perf_counter()
        self.connection.ensure_connection()
        self._meter.follow(self.connection.connection)
        self._finish()
        self._key, self._ledger = (app, name), Ledger()
        self._meter.begin()
        self._extents.learn(self._meter.readings.names)
        self._before = perf_counter() - start

    def __enter__(self) -> Tracer:
        self.connection.ensure_connection()
        self._meter = Meter(self.connection)
        readings, names = self._meter.readings, vars(self.connection)
        with ExitStack() as stack:
            stack.callback(self._meter.poller.close)
            stack.enter_context(telling(self._meter.poller.session, lambda: self._meter.session))
            stack.enter_context(self.connection.execute_wrapper(self))
            introspection = self.connection.introspection
            stack.callback(setattr, self.connection, "introspection", introspection)
            names["introspection"] = Unrecorded(introspection, self._pause)
            for command in ("commit", "rollback"):
                stack.callback(names.pop, command)
                names[command] = self._ending(command.upper(), getattr(self.connection, command))
            readings.begin()
            self._extents = Extents(self._meter.poller.session, readings.names)
            self._full_pages = readings.gauge.full_pages()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._stack:
            self._finish()

    def __call__(
        self,
        execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run a statement for Django, and note its cost."""
        session = self.connection.connection
        self._meter.follow(session)

        def run() -> Any:
            return execute(sql, params, many, context)

        if self.operation is None:
            return self._meter.pass_by(run)
        text = sql.as_string(session) if isinstance(sql, Composable) else str(sql)
        if SAVEPOINT.fullmatch(text):
            return self._savepoint(run, text)

        def rows() -> int:
            return max(0, context["cursor"].rowcount) if keyword(text) in CHANGES else 0

        entry = self._ledger.entry(
            text,
            operation=self.operation,
            transaction=self._meter.enter(),
            deferred=self.deferred,
            # A query with parameters is the ORM's: its text is kept, its values are not.
            repeatable=params is not None,
        )
        return self._meter.run(entry, run, rows)

    def _savepoint(self, run: Callable[[], Any], text: str) -> Any:
        """Django's own steps within a transaction; rolling back gives up locks."""
        result = run()
        if keyword(text) == "ROLLBACK":
            self._meter.back_to_savepoint()
        return result

    def _ending(self, command: str, call: Callable[[], None]) -> Callable[[], None]:
        """Stands in for the connection's `commit` and `rollback`."""

        def end() -> None:
            if not self._meter.traced:
                return call()
            entry = self._ledger.entry(
                command,
                operation=COMMIT,
                transaction=self._meter.transactions.number,
                deferred=False,
                repeatable=False,
            )
            return self._meter.end(entry, call)

        return end

    def _finish(self) -> None:
        """The migration that ran has ended."""
        if any(self._key):
            with suppress(psycopg.Error):
                self._meter.settle()
                self._shared = self._meter.readings.gauge.shared()
            self._costs.append(self._cost())
            self._key = ("", "")

    def _cost(self) -> Cost:
        entries = self._ledger.entries
        spent = tuple(each.frozen(*self._key, self.direction) for each in entries)
        self._extents.learn(self._meter.readings.names)
        return Cost(
            *self._key,
            self.direction,
            self._meter.clock.seconds,
            spent,
            self._extents.of({table for each in spent for table in each.worked}),
            self._meter.grown,
            self._full_pages,
            self._shared,
            self._before + self._meter.clock.stood,
        )

    @contextmanager
    def _pause(self) -> Iterator[None]:
        operation, self.operation = self.operation, None
        try:
            yield
        finally:
            self.operation = operation
