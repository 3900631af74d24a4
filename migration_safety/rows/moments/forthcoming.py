"""What later migrations will demand of the rows of a table, as the code that runs tells it.

A unique constraint that a migration adds is one that production's rows meet already; made-up
rows would let the migration fail for no fault of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import connections
from django.db.models import CheckConstraint, Q, UniqueConstraint

from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.rows.models import Model, running

NAME = "of a later migration"


def with_forthcoming(model: Model, constraints: Constraints, alias: str) -> Constraints:
    """Beside those of the table the constraints of the model that runs, as far as the model has
    their fields already.

    NOT NULL is none of them: a migration that brings it says what becomes of NULLs.
    """
    today = running(model)
    if today is None or today is model:
        return constraints
    there = {(each.columns, each.condition, each.expressions) for each in constraints.uniques}
    demand = _Demand(model, alias)
    uniques = [
        each
        for each in demand.uniques(today)
        if (each.columns, each.condition, each.expressions) not in there
    ]
    names = {each.name for each in constraints.checks}
    checks = [each for each in demand.checks(today) if each.name not in names]
    return replace(
        constraints,
        uniques=(*constraints.uniques, *uniques),
        checks=(*constraints.checks, *checks),
    )


def with_required(model: Model, constraints: Constraints) -> Constraints:
    """With those columns NOT NULL that new code always writes."""
    today = running(model)
    fields = today._meta.local_concrete_fields if today else ()
    always = {each.name for each in fields if not each.null}
    own = {str(each.column) for each in model._meta.local_concrete_fields if each.name in always}
    return replace(constraints, required=constraints.required | own)


def _of_class(model: Model, wanted: type) -> list[Any]:
    return [each for each in model._meta.constraints if isinstance(each, wanted)]


class _Demand:
    """In the columns of a model."""

    def __init__(self, model: Model, alias: str) -> None:
        self._model = model
        self._editor: Any = connections[alias].schema_editor()

    def uniques(self, today: Model) -> Iterator[Unique]:
        """Those of fields and of sets of them, by their names or their condition."""
        options: Any = today._meta
        sets = [(each.name,) for each in options.local_concrete_fields if each.unique]
        for names in (*sets, *options.unique_together):
            if columns := self._columns(names):
                yield Unique(NAME, columns)
        for each in _of_class(today, UniqueConstraint):
            columns = self._columns(each.fields)
            condition = self._sql(each._get_condition_sql) if columns else None
            if columns and (condition or each.condition is None):
                yield Unique(
                    each.name,
                    columns,
                    condition=condition or "",
                    condition_columns=self._read(each.condition),
                    nulls_distinct=each.nulls_distinct is not False,
                )

    def checks(self, today: Model) -> Iterator[Check]:
        """Those that are made of fields alone."""
        for each in _of_class(today, CheckConstraint):
            whole = isinstance(each.condition, Q)
            expression = self._sql(each._get_check_sql) if whole else None
            if expression:
                yield Check(each.name, self._read(each.condition), expression)

    def _sql(self, compiled: Any) -> str | None:
        """None where the model has no such fields, or not of such a type."""
        try:
            found = compiled(self._model, self._editor)
        except (FieldError, FieldDoesNotExist, TypeError, ValueError):
            return None
        return None if found is None else str(found)

    def _columns(self, names: Iterable[str]) -> tuple[str, ...]:
        """None of them, where the model's own table lacks one."""
        own = {each.name: str(each.column) for each in self._model._meta.local_concrete_fields}
        wanted = tuple(names)
        return tuple(own[name] for name in wanted) if set(wanted) <= own.keys() else ()

    def _read(self, condition: Q | None) -> tuple[str, ...]:
        return self._columns(sorted(condition.referenced_base_fields)) if condition else ()
