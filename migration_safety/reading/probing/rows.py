"""Instances of historical models with valid values, and the rows that stand for the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

Model = type[models.Model]
Row = Mapping[str, Any]
# A value for a field; a second attempt gets another one.
Values = Callable[[Any, int], object]


class Rows:
    """One row of each table that was filled, by its columns; tables by their names."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        values: Values,
        lacking: Callable[[Any], bool] = lambda field: bool(field.null),
    ) -> None:
        """`lacking`: whether a field may be left NULL."""
        self.connection, self.values, self.lacking = connection, values, lacking
        self.rows: dict[str, Row] = {}
        self._keys: dict[str, dict[str, tuple[str, str]]] = {}

    def instance(self, model: Model, attempt: int) -> models.Model:
        """A new one; every second attempt leaves NULL what may be NULL."""
        made = dict(self._made(model, attempt))
        return model(**made)

    def changes(self, model: Model, attempt: int) -> dict[str, object]:
        """What an UPDATE of all columns writes to the row that is there."""
        given = dict(self._made(model, attempt, whole=True))
        named = {each.attname: each for each in model._meta.concrete_fields}
        return {
            named[name].name: value for name, value in given.items() if not named[name].primary_key
        }

    def present(self, model: Model) -> models.Model | None:
        """The row of the model's table as an object that has not been read."""
        row = self.rows.get(model._meta.db_table)
        if row is None:
            return None
        found = model()
        for field in model._meta.concrete_fields:
            known: Any = field
            source = row if known.model is model else self.rows.get(known.model._meta.db_table, {})
            if known.column in source:
                # Not by its descriptor: that of an image would open the file.
                vars(found)[known.attname] = source[known.column]
        key: Any = model._meta.pk
        found.pk = row.get(key.column)
        found._state.adding = False
        found._state.db = self.connection.alias
        return found

    def imagined(self, model: Model) -> models.Model:
        """An object whose row is not there."""
        key: Any = model._meta.pk
        while key.remote_field:
            key = key.target_field
        found = model()
        found.pk = 1 if isinstance(key, models.AutoField) else found.pk or self.values(key, 0)
        for parent in model._meta.get_parent_list():
            setattr(found, parent._meta.pk.attname, found.pk)
        return found

    def keep(self, made: models.Model) -> None:
        """Read back what was inserted, columns that the model does not know included."""
        for each in (type(made), *made._meta.get_parent_list()):
            key: Any = each._meta.pk
            value = key.get_db_prep_value(
                getattr(made, key.attname), self.connection, prepared=False
            )
            self._read(each, f"WHERE {self._quote(key.column)} = %s", [value])

    def adopt(self, model: Model) -> bool:
        """Take a row that is there already, if there is one."""
        return self._read(model, "LIMIT 1", [])

    def _read(self, model: Model, which: str, values: list[Any]) -> bool:
        table = model._meta.db_table
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self._quote(table)} {which}", values)
            row = cursor.fetchone()
            names = [each[0] for each in cursor.description]
        if row is not None:
            self.rows[table] = dict(zip(names, row, strict=True))
        return row is not None

    def _quote(self, name: str) -> str:
        return str(self.connection.ops.quote_name(name))

    def _made(
        self, model: Model, attempt: int, *, whole: bool = False
    ) -> Iterator[tuple[str, object]]:
        """`whole`: nothing is left to the database's defaults."""
        for field in model._meta.concrete_fields:
            known: Any = field
            if getattr(known, "generated", False) or isinstance(known, models.AutoField):
                continue
            if known.remote_field and known.remote_field.parent_link:
                continue
            if attempt % 2 and self.lacking(known):
                yield known.attname, None
            elif known.remote_field:
                yield known.attname, self._reference(known)
            elif whole or not known.has_db_default() or attempt % 2:
                yield known.attname, self.values(known, attempt)

    def _reference(self, field: Any) -> object:
        """The key of the row that the column refers to: of whatever table the database says."""
        table = field.model._meta.db_table
        if table not in self._keys:
            with self.connection.cursor() as cursor:
                found = self.connection.introspection.get_relations(cursor, table)
            self._keys[table] = {column: (it[0], it[1]) for column, it in found.items()}
        target = field.remote_field.model._meta.db_table, field.target_field.column
        column, referenced = self._keys[table].get(field.column, target[::-1])
        row = self.rows.get(referenced) or self.rows.get(target[0]) or {}
        return row.get(column)
