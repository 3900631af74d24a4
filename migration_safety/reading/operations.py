"""One migration's operations against a collecting editor: whose statement is which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.db import DatabaseError, NotSupportedError, router
from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from migration_safety.core.dialect import Dialect
from migration_safety.core.operations.function import Function
from migration_safety.core.statement import Action, Statement
from migration_safety.errors import GrammarError, SelectionError
from migration_safety.reading.functions.models.makers import Moments
from migration_safety.reading.functions.read import function_of
from migration_safety.reading.functions.sent import sent
from migration_safety.reading.state.states import States

# Django's words for fields that it alters on no database.
REFUSED = "they are not compatible types"
CREATE_EXTENSION = 'CREATE EXTENSION IF NOT EXISTS "{}"'


class Replay:
    """Runs operations one by one; `statements` holds them by the operation's index.

    Django executes the editor's `deferred_sql` when the migration ends; each deferred
    statement belongs to the operation that left it there.  `moments` make it strict: Python is
    read at the moment at which it runs, and SQL that the grammar rejects is an error; without
    them both are unknown.
    """

    def __init__(
        self, dialect: Dialect, editor: Any, *, atomic: bool, moments: Moments | None
    ) -> None:
        self.dialect, self.editor, self.atomic, self.moments = dialect, editor, atomic, moments
        self.statements: dict[int, list[Statement]] = defaultdict(list)
        self.functions: dict[int, list[Function]] = defaultdict(list)
        self.reverses: dict[int, list[Function]] = defaultdict(list)
        self.orders, self.transactions = count(), count(1)
        self.owners: dict[int, int] = {}

    def run(self, index: int, operation: Operation, app_label: str, states: States) -> None:
        """Move the state over one operation and collect what it sends."""
        if isinstance(operation, django_operations.SeparateDatabaseAndState):
            self._separate(index, operation, app_label, states)
            return
        before, after = _advanced(states, operation, app_label)
        self._collect(index, operation, app_label, before, after)

    def _separate(self, index: int, operation: Any, app_label: str, states: States) -> None:
        """The database operations see a state of their own, as Django gives them one."""
        branch = states.branch() if operation.database_operations else states
        for nested in operation.database_operations:
            self.run(index, nested, app_label, branch)
        for nested in operation.state_operations:
            _advanced(states, nested, app_label)

    def _collect(
        self,
        index: int,
        operation: Operation,
        app_label: str,
        before: ProjectState,
        after: ProjectState,
    ) -> None:
        transaction = self._transaction(operation)
        self.editor.connection.in_atomic_block = transaction is not None
        if getattr(operation, "code", None) is django_operations.RunPython.noop:
            return
        if not operation.reduces_to_sql:
            if self._runs(operation, app_label):
                self._python(index, operation, before, transaction)
            return
        if isinstance(operation, CreateExtension):
            # It asks the database whether the extension exists, and for its types afterwards.
            operation = django_operations.RunSQL(CREATE_EXTENSION.format(operation.name))
        # Read at once: what an operation asks next depends on what it has sent.
        self.editor.receive = lambda sql: self._read(index, sql, transaction, deferred=False)
        try:
            operation.database_forwards(app_label, self.editor, before, after)
        except GrammarError:
            raise
        except NotSupportedError as error:
            self._note(index, transaction, error=str(error))
        except ValueError as error:
            if not isinstance(operation, django_operations.AlterField) or REFUSED not in str(error):
                self._note(index, transaction, unknown=_why_failed(operation, error))
            else:
                self._note(
                    index, transaction, error=str(error), actions=[Action("INCOMPATIBLE FIELD")]
                )
        except Exception as error:  # an operation may do anything; what it is goes into the report
            self._note(index, transaction, unknown=_why_failed(operation, error))
        for deferred in self.editor.deferred_sql:
            self.owners.setdefault(id(deferred), index)

    def _python(
        self, index: int, operation: Operation, before: ProjectState, transaction: int | None
    ) -> None:
        """Python, as far as its source can be followed."""
        python = [Action("PYTHON")]
        if self.moments is None or not isinstance(operation, django_operations.RunPython):
            self._note(index, transaction, unknown=_why_unknown(operation), actions=python)
            return
        back = operation.reverse_code
        if back is not None and back is not django_operations.RunPython.noop:
            self.reverses[index].append(function_of(back, self.moments(before.models)))
        function = function_of(operation.code, self.moments(before.models))
        self.functions[index].append(function)
        actions, unread = sent(function, self.dialect)
        unknown = _unread(function, (*function.unknown, *unread))
        self._note(index, transaction, unknown=unknown, actions=[*python, *actions])

    def _runs(self, operation: Any, app_label: str) -> bool:
        """What the project's routers say, whom RunPython asks before it calls anything."""
        alias = self.editor.connection.alias
        hints = getattr(operation, "hints", {})
        return bool(router.allow_migrate(alias, app_label, **hints))

    def doubt(self, why: str) -> None:
        """What the migration itself does beside its operations, which nobody can foretell."""
        self._note(0, 0 if self.atomic else None, unknown=why)

    def finish(self) -> None:
        """The end of the migration: its deferred SQL runs now."""
        transaction = 0 if self.atomic else None
        for deferred in self.editor.deferred_sql:
            self._read(self.owners.get(id(deferred), 0), str(deferred), transaction, deferred=True)

    def _transaction(self, operation: Operation) -> int | None:
        """0 for the migration's own, a number for the operation's own, None for autocommit."""
        if self.atomic:
            return 0
        return next(self.transactions) if operation.atomic else None

    def _read(self, index: int, sql: str, transaction: int | None, *, deferred: bool) -> None:
        """A string of several statements is one transaction of its own in autocommit."""
        try:
            readings = self.dialect.read(sql)
        except GrammarError as error:
            if self.moments is not None and self.dialect.strict:
                raise
            self._note(index, transaction, unknown=error.problem)
            return
        number = next(self.transactions) if transaction is None else transaction
        for reading in readings:
            self.statements[index].append(
                Statement(
                    sql=reading.sql,
                    order=next(self.orders),
                    transaction=number,
                    actions=reading.actions,
                    deferred=deferred,
                    atomic=transaction is not None or len(readings) > 1,
                    unknown=reading.unknown,
                )
            )

    def _note(
        self,
        index: int,
        transaction: int | None,
        *,
        unknown: str = "",
        error: str = "",
        actions: Iterable[Action] = (),
    ) -> None:
        """A statement without SQL: what cannot be read, or fails before it is sent."""
        self.statements[index].append(
            Statement(
                sql="",
                order=next(self.orders),
                transaction=next(self.transactions) if transaction is None else transaction,
                actions=tuple(actions),
                atomic=transaction is not None,
                unknown=unknown,
                error=error,
            )
        )


def _advanced(
    states: States, operation: Operation, app_label: str
) -> tuple[ProjectState, ProjectState]:
    try:
        return states.advance(operation, app_label)
    except Exception as error:  # above all, a model or a field that does not exist
        problem = f"{type(operation).__name__} does not fit the models before it"
        raise SelectionError(
            f"{problem}: {type(error).__name__}: {error!s:.500}", "Mend the migration."
        ) from error


def _unread(function: Function, reasons: Iterable[str]) -> str:
    told = "; ".join(reasons)
    return told and f"{function.name} is Python that only --observe executes, and {told}"


def _why_failed(operation: Operation, error: Exception) -> str:
    """Errors of databases, ours among them, say what the operation did."""
    does = "" if isinstance(error, DatabaseError) else f"raises {type(error).__name__}: "
    return f"{type(operation).__name__} {does}{error!s:.500}"


def _why_unknown(operation: Operation) -> str:
    code: Any = getattr(operation, "code", None)
    named = f" {code.__module__}.{code.__qualname__}" if hasattr(code, "__qualname__") else ""
    return f"{type(operation).__name__}{named} runs Python, which only --observe executes"
