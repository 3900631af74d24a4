"""Notes of the rows that were written: where they are, and what they hold that matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Cells, Written
from migration_safety.reading.billing.bound import Model
from migration_safety.reading.billing.touched import columns_of
from migration_safety.reading.billing.writing.scenarios import Scenario

NONE_THERE = "there is no row left for it"


class Refused(Exception):
    """The new schema does not take it, in its words."""


def noted(connection: BaseDatabaseWrapper, scenario: Scenario, made: models.Model) -> list[Written]:
    """The rows of an object: in its own table, and in those of its parents."""
    model = scenario.model
    return [
        note(
            connection,
            scenario,
            each,
            getattr(made, each._meta.pk.attname),
            given=given_by(made, each),
        )
        for each in (model, *model._meta.get_parent_list())
    ]


def note(
    connection: BaseDatabaseWrapper,
    scenario: Scenario,
    model: Model,
    key: Any,
    *,
    given: Iterable[str],
    was: Cells | None = None,
) -> Written:
    columns = columns_of(model, [each.name for each in model._meta.pk_fields])
    shown = texts(connection, model, columns, key)
    return Written(
        model._meta.db_table,
        tuple(columns),
        tuple(str(shown[each]) for each in columns),
        scenario.done,
        scenario.words,
        scenario.column,
        frozenset(given),
        frozenset(each.column for each in model._meta.local_concrete_fields if each.column),
        scenario.column if scenario.strange else "",
        was or {},
    )


def texts(
    connection: BaseDatabaseWrapper, model: Model, columns: Collection[str], key: Any
) -> Cells:
    """Those cells of a row as text."""
    quote = connection.ops.quote_name
    shown = ", ".join(f"CAST({quote(each)} AS text)" for each in columns)
    fields: Any = model._meta.pk_fields
    where = " AND ".join(f"{quote(each.column)} = %s" for each in fields)
    parts = key if len(fields) > 1 else (key,)
    values = [
        field.get_db_prep_value(part, connection, prepared=False)
        for field, part in zip(fields, parts, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {shown} FROM {quote(model._meta.db_table)} WHERE {where}", values)
        row = cursor.fetchone()
    if row is None:
        raise Refused(NONE_THERE)
    return dict(zip(columns, row, strict=True))


def given_by(made: models.Model, model: Model) -> Iterator[str]:
    """The columns that hold something that nobody else knows."""
    for each in model._meta.local_concrete_fields:
        known: Any = each
        value = getattr(made, known.attname)
        computed = getattr(known, "generated", False) or hasattr(value, "resolve_expression")
        if computed or value is None or value == "" or isinstance(known, models.AutoField):
            continue
        if not (known.has_default() and value == known.get_default()):
            yield known.column
