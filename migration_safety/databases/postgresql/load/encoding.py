"""Python values as cells of COPY's text format, by the project's fields and psycopg's adapters."""

from __future__ import annotations

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

    def raw(self, value: object) -> bytes:
        """The cell of a text that belongs to no field."""
        return escaped(str(value).encode())

    def _dump(self, field: Field[Any, Any], value: Any) -> bytes | None:
        if value is None:
            return None
        placeholder = self._placeholder(field, value)
        if placeholder != "%s" and not placeholder.startswith("%s::"):
            return self._evaluate(placeholder, value)
        if isinstance(value, datetime) and value.tzinfo is None:
            # A session that loads has a time zone of its own; a column without one ignores it.
            value = value.replace(tzinfo=ZoneInfo(self._connection.timezone_name))
        dumped = self._transformer.get_dumper(value, PyFormat.TEXT).dump(value)
        return None if dumped is None else bytes(dumped)

    def _placeholder(self, field: Field[Any, Any], value: object) -> str:
        """The SQL around a value: most fields have none, or a cast that the column does too."""
        wrap = getattr(field, "get_placeholder", None)
        if wrap is None:
            return "%s"
        compiler = InsertQuery(field.model).get_compiler(connection=self._connection)
        return str(wrap(value, compiler, self._connection))

    def _evaluate(self, placeholder: str, value: object) -> bytes | None:
        """Geometries and encrypted texts are made by the server, one by one."""
        session: psycopg.Connection[Any] = self._connection.connection
        query = f"SELECT ({placeholder})::text".encode()
        (text,) = session.execute(query, [value]).fetchone() or (None,)
        return None if text is None else str(text).encode()
