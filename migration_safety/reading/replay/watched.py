"""Operations as a witness sees them: each says when it runs, and which SQL it put off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Witness(Protocol):
    """Who observes the statements that reach the database.

    `operation` is the index of the operation that runs, None while none does;
    `deferred`: what runs is SQL that the operation had put off to the migration's end.
    """

    operation: int | None
    deferred: bool

    def begin(self, app: str, name: str) -> None:
        """A migration begins."""


class Watched:
    """An operation, which tells the witness that its statements are its own."""

    def __init__(
        self, operation: Operation, index: int, witness: Witness, owners: dict[int, int]
    ) -> None:
        self._operation = operation
        self._index = index
        self._witness = witness
        self._owners = owners

    def __getattr__(self, name: str) -> Any:
        return getattr(self._operation, name)

    def __repr__(self) -> str:
        return repr(self._operation)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """As the operation itself; what it puts off is noted as its own."""
        with self._running(schema_editor):
            self._operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """As the operation itself, on the way back."""
        with self._running(schema_editor):
            self._operation.database_backwards(app_label, schema_editor, from_state, to_state)

    @contextmanager
    def _running(self, editor: BaseDatabaseSchemaEditor) -> Iterator[None]:
        self._witness.operation = self._index
        try:
            yield
        finally:
            self._witness.operation = None
        for sql in editor.deferred_sql:
            self._owners.setdefault(id(sql), self._index)


class Deferred(list[Any]):
    """The SQL put off to the end of a migration, told to the witness as it is gone through."""

    def __init__(self, sqls: Iterable[Any], owners: Mapping[int, int], witness: Witness) -> None:
        super().__init__(sqls)
        self._owners = owners
        self._witness = witness

    def __iter__(self) -> Iterator[Any]:
        self._witness.deferred = True
        try:
            for sql in super().__iter__():
                self._witness.operation = self._owners.get(id(sql))
                yield sql
        finally:
            self._witness.operation = None
            self._witness.deferred = False
