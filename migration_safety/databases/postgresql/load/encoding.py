"""Python values as cells of COPY's text format, by the project's fields and psycopg's adapters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.sql import InsertQuery
from psycopg.adapt import PyFormat, Transformer

from migration_safety.core.volume.cell import NULL, escaped
from migration_safety.errors import VolumeError


class Encoder:
    """Encodes for one connection: adapters follow its time zone, encoding and types."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._connection = connection
        self._transformer = Transformer(connection.connection)

    def encode(self, field: Field[Any, Any], value: object) -> bytes:
        """The cell of a value, as saving a model instance would store it.

        Raises VolumeError where the field or the driver refuses the value.
        """
        try:
            prepared = field.get_db_prep_save(value, self._connection)
            if hasattr(prepared, "as_sql"):
                raise VolumeError(
                    f"{field} got an expression of the database, {type(value).__name__}",
                    "Give it a plain value: rows are written by COPY, which evaluates nothing.",
                )
            dumped = self._dump(field, prepared)
        except VolumeError:
            raise
        except Exception as error:
            # A field of anybody's may raise anything; what it says may quote the value.
            raise VolumeError(
                f"{field} does not take a value of type {type(value).__name__} "
                f"({type(error).__name__})",
                "Let the factory give it a value that the field accepts.",
            ) from error
        return NULL if dumped is None else escaped(dumped)

    def _dump(self, field: Field[Any, Any], value: Any) -> bytes | None:
        if value is None:
            return None
        wrapped, parameters = self._wrapped(field, value)
        if wrapped != "%s" and not wrapped.startswith("%s::"):
            return self._evaluate(wrapped, parameters)
        if isinstance(value, datetime) and value.tzinfo is None:
            # A session that loads has a time zone of its own; a column without one ignores it.
            value = value.replace(tzinfo=ZoneInfo(self._connection.timezone_name))
        dumped = self._transformer.get_dumper(value, PyFormat.TEXT).dump(value)
        return None if dumped is None else bytes(dumped)

    def _wrapped(self, field: Field[Any, Any], value: object) -> tuple[str, Sequence[object]]:
        """The SQL for a value: most fields want none, or a cast that the column does too."""
        # The second one is Django's before 6.1.
        since, before = (
            getattr(field, name, None) for name in ("get_placeholder_sql", "get_placeholder")
        )
        if not (since or before):
            return "%s", [value]
        compiler = InsertQuery(field.model).get_compiler(connection=self._connection)
        if since:
            wrapped, parameters = since(value, compiler, self._connection)
            return str(wrapped), parameters
        return str(before(value, compiler, self._connection)) if before else "%s", [value]

    def _evaluate(self, wrapped: str, parameters: Sequence[object]) -> bytes | None:
        """Geometries and encrypted texts are made by the server, one by one."""
        session: psycopg.Connection[Any] = self._connection.connection
        query = f"SELECT ({wrapped})::text".encode()
        (text,) = session.execute(query, parameters).fetchone() or (None,)
        return None if text is None else str(text).encode()
