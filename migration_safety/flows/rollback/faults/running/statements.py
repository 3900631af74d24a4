"""The statements of a running migration: counted, timed, and one of them put off when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.flows.rollback.faults.running.messages import Sent

# Django's own steps within a transaction, and its looking into the catalog: an interruption
# around them leaves what one around their neighbours leaves.
UNCOUNTED = re.compile(
    r'\s*((RELEASE |ROLLBACK TO )?SAVEPOINT "s\d+_x\d+"'
    r"|SELECT\b.*\bFROM\s+(pg_|information_schema\b))",
    re.DOTALL,
)
IDLE = 0


class Statements:
    """Those of one connection; `stop` is called before the statement of number `at`."""

    def __init__(
        self, connection: BaseDatabaseWrapper, at: int, stop: Callable[[int], None]
    ) -> None:
        self._connection = connection
        self._at = at
        self._stop = stop
        self._texts: dict[str, str] = {}
        self.sent: list[Sent] = []

    @contextmanager
    def counted(self) -> Iterator[None]:
        """While the migration runs; the end of a transaction is a statement as well."""
        commit = self._connection.commit

        def counting() -> None:
            if self._is_open():
                self._count("COMMIT", commit)
            else:
                commit()

        vars(self._connection)["commit"] = counting
        try:
            with self._connection.execute_wrapper(self):
                yield
        finally:
            del vars(self._connection)["commit"]

    def __call__(
        self,
        execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run a statement for Django."""
        text = sql.as_string(None) if hasattr(sql, "as_string") else str(sql)
        if UNCOUNTED.match(text):
            return execute(sql, params, many, context)
        return self._count(text, lambda: execute(sql, params, many, context))

    def _count(self, text: str, run: Callable[[], Any]) -> Any:
        is_open = self._is_open()
        if len(self.sent) + 1 == self._at:
            self._stop(self._connection.connection.info.backend_pid)
        start = perf_counter()
        try:
            return run()
        finally:
            # A loop sends the same text many times: it is kept once.
            kept = self._texts.setdefault(text, text)
            self.sent.append(Sent(kept, perf_counter() - start, is_open))

    def _is_open(self) -> bool:
        self._connection.ensure_connection()
        return bool(self._connection.connection.info.transaction_status != IDLE)
