"""The recorder: plugs into a connection of Django's and has every statement observed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import ServerCursor
from psycopg.sql import Composable

from migration_safety.core.observation import Observation
from migration_safety.databases.postgresql.observe.complaint import needs_no_transaction
from migration_safety.databases.postgresql.observe.control import CONTROL, SAVEPOINT, keyword
from migration_safety.databases.postgresql.observe.introspection import Unrecorded
from migration_safety.databases.postgresql.observe.journal import Journal
from migration_safety.databases.postgresql.observe.observer import Observer, Run
from migration_safety.errors import GrammarError


class Recorder:
    """Observes the statements of the migrations that run on a sandbox's connection.

    A context manager.  Who runs a migration says `begin(app, name)` before it, sets
    `operation` to the index of the operation while that runs (None: nothing is recorded)
    and `deferred` while Django runs what it had put off.  `split` takes a string of SQL
    to its statements.
    """

    def __init__(
        self, connection: BaseDatabaseWrapper, split: Callable[[str], Sequence[str]]
    ) -> None:
        self.connection = connection
        self.split = split
        self._journal = Journal()

    @property
    def observations(self) -> list[Observation]:
        """What was seen, in the order in which the server met it."""
        return self._journal.observations

    @property
    def operation(self) -> int | None:
        """The index of the operation that runs."""
        return self._journal.operation

    @operation.setter
    def operation(self, index: int | None) -> None:
        self._journal.operation = index

    @property
    def deferred(self) -> bool:
        """Whether what runs is the deferred SQL of the schema editor."""
        return self._journal.deferred

    @deferred.setter
    def deferred(self, deferred: bool) -> None:
        self._journal.deferred = deferred

    def begin(self, app: str, name: str) -> None:
        """A migration begins, between transactions, perhaps on another session than before."""
        self.connection.ensure_connection()
        self._observer.follow(self.connection.connection)
        self._journal.begin(app, name)
        self._observer.begin()

    def __enter__(self) -> Recorder:
        self.connection.ensure_connection()
        self._observer = Observer(self.connection, self._journal)
        introspection = self.connection.introspection
        with ExitStack() as stack:
            stack.callback(self._observer.watcher.close)
            stack.enter_context(self.connection.execute_wrapper(self))
            stack.callback(setattr, self.connection, "introspection", introspection)
            # A proxy: it answers whatever the introspection of the backend answers.
            vars(self.connection)["introspection"] = Unrecorded(introspection, self._pause)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def __call__(
        self,
        execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run a statement for Django, and observe it."""
        session = self.connection.connection
        self._observer.follow(session)
        if self.operation is None:
            return execute(sql, params, many, context)

        def run(text: str) -> Any:
            return execute(text, params, many, context)

        text = sql.as_string(session) if isinstance(sql, Composable) else str(sql)
        if SAVEPOINT.fullmatch(text):
            return self._savepoint(run, text)
        # A query with parameters is the ORM's: its text is kept, its values are not.
        repeatable = params is not None
        pieces = [text] if params else self._statements(text)
        if not self.connection.in_atomic_block:
            return self._autocommit(run, pieces, repeatable)
        fetched = isinstance(getattr(context["cursor"], "cursor", None), ServerCursor)
        return [
            self._observer.observe(run, each, repeatable=repeatable, fetched=fetched)
            for each in pieces
        ][-1]

    def _statements(self, text: str) -> Sequence[str]:
        """The statements of a string, in the words that the grammar leaves of it."""
        plain = text.strip().rstrip(";").rstrip()
        if ";" not in plain and not plain.startswith(("--", "/*")):
            return [plain]
        try:
            return self.split(text) or [text]
        except GrammarError:
            # PostgreSQL itself is going to say what is wrong with it.
            return [text]

    def _savepoint(self, run: Run, text: str) -> Any:
        """Django's own steps within a transaction; rolling back gives up locks."""
        result = run(text)
        if keyword(text) == "ROLLBACK":
            self._observer.footprint.step(0)
        return result

    def _autocommit(self, run: Run, pieces: Sequence[str], repeatable: bool) -> Any:
        """Run a string in the one transaction that PostgreSQL makes of it, but held open.

        Its locks could not be read once it has committed.  What refuses to run in a
        transaction block refuses at once, before it does anything: PostgreSQL is asked.
        """
        transactions, alone = self._observer.transactions, len(pieces) == 1
        result, ours = None, False
        try:
            for piece in pieces:
                if transactions.idle and keyword(piece) not in CONTROL:
                    transactions.open()
                    ours = True
                result = self._observer.observe(run, piece, repeatable=repeatable, may_refuse=alone)
            if ours:
                transactions.close("COMMIT")
        except BaseException as error:
            if ours:
                transactions.close("ROLLBACK")
            if not (ours and alone and needs_no_transaction(error)):
                raise
        else:
            return result
        transactions.uncount()
        return self._observer.watch(run, pieces[0])

    @contextmanager
    def _pause(self) -> Iterator[None]:
        operation, self.operation = self.operation, None
        try:
            yield
        finally:
            self.operation = operation
