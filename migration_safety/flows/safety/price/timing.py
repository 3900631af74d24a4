"""A witness that fills tables before each migration, times each operation, and keeps a deadline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from time import monotonic, perf_counter
from typing import Any

from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.filling.fill import fill, with_parents
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.errors import OverdueError
from migration_safety.reading.replay.watched import Witness

Key = tuple[str, str]


class Timed:
    """Stands before a recorder; `wanted` names the tables to fill before a migration.

    `rows` is how many each of them gets, `empty` names columns that stay NULL, `deadline` is
    the moment (of `monotonic`) from which on nothing more is run.
    """

    def __init__(
        self,
        rows: int,
        wanted: Mapping[Key, Collection[str]],
        empty: Mapping[str, Collection[str]],
        deadline: float,
    ) -> None:
        self.rows = rows
        self.wanted = wanted
        self.empty = empty
        self.deadline = deadline
        self.operations: dict[tuple[str, str, int], float] = {}
        self.widths: dict[str, float] = {}
        self.reasons: list[tuple[str, str]] = []
        self._started = 0.0
        self._key = ("", "")

    def around(self, recorder: Recorder) -> Witness:
        """Before that recorder, on its connection."""
        self.recorder = recorder
        recorder.connection.execute_wrappers.append(self._punctual)
        return self

    @property
    def observations(self) -> list[Observation]:
        """What the recorder saw, however the run ended; of a migration without rows nothing."""
        seen = self.recorder.observations if hasattr(self, "recorder") else []
        return [each for each in seen if (each.app, each.migration) in self.wanted]

    def begin(self, app: str, name: str) -> None:
        """Fill the tables, between transactions."""
        self._key = (app, name)
        session = self.recorder.connection.connection
        for table in with_parents(session, self.wanted.get(self._key, ())):
            self._fill(session, table)
        self.recorder.begin(app, name)

    @property
    def operation(self) -> int | None:
        """The index of the operation that runs; what it takes is added up."""
        return self.recorder.operation

    @operation.setter
    def operation(self, index: int | None) -> None:
        now, before = perf_counter(), self.recorder.operation
        if before is not None and self._key in self.wanted:
            place = (*self._key, before)
            self.operations[place] = self.operations.get(place, 0.0) + now - self._started
        self._started = now
        self.recorder.operation = index

    @property
    def deferred(self) -> bool:
        """Whether what runs was put off to the migration's end."""
        return self.recorder.deferred

    @deferred.setter
    def deferred(self, deferred: bool) -> None:
        self.recorder.deferred = deferred

    def _fill(self, session: Any, table: str) -> None:
        session.execute(b"SELECT set_config('statement_timeout', %s, false)", [f"{self._left()}"])
        filled = fill(session, table, self.rows, empty=self.empty.get(table, ()))
        if filled.reason:
            self.reasons.append((table, filled.reason))
        else:
            self.widths[table] = filled.width

    def _punctual(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        self._left()
        return execute(sql, params, many, context)

    def _left(self) -> int:
        """The milliseconds that are left.  Raises OverdueError where there are none."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise OverdueError("The time for estimates is over.", "Raise ESTIMATE_SECONDS.")
        return max(1, round(left * 1000))
