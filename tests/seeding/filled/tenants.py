"""Queries for rows of civicpulse that refer to rows of another tenant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.apps import apps
from django.db import models
from psycopg import sql

from tests.plugins.civic import Civic

TENANT = "tenants.Tenant"
DIRECT = """
    SELECT count(*), count(*) FILTER (WHERE child.{own} IS DISTINCT FROM parent.{theirs})
    FROM {child} AS child JOIN {parent} AS parent ON child.{key} = parent.id
"""
BETWEEN = """
    SELECT count(*), count(*) FILTER (WHERE a.{one} IS DISTINCT FROM b.{other})
    FROM {child} AS child
    JOIN {first} AS a ON child.{key} = a.id JOIN {second} AS b ON child.{also} = b.id
"""


def disagreements(civic: Civic) -> dict[str, tuple[int, int]]:
    """For each two tables of tenants that a row joins, how many do, and of different tenants."""
    with civic.connect() as connection:
        return {name: _two(connection.execute(query)) for name, query in _queries()}


def _two(cursor: Any) -> tuple[int, int]:
    joined, wrong = cursor.fetchone()
    return joined, wrong


def _queries() -> Iterator[tuple[str, sql.Composed]]:
    for model in apps.get_models(include_auto_created=True):
        fields = [each for each in model._meta.local_concrete_fields if each.remote_field]
        owned: list[Any] = [each for each in fields if _owner(each.remote_field.model)]
        for field in owned if _owner(model) else ():
            yield f"{model._meta.label}.{field.name}", _direct(model, field)
        for one, other in combinations(owned, 2):
            yield f"{model._meta.label}.{one.name}/{other.name}", _between(model, one, other)


def _direct(model: type[models.Model], field: Any) -> sql.Composed:
    parent = field.remote_field.model
    return _composed(
        DIRECT,
        own=_owner(model),
        theirs=_owner(parent),
        child=model._meta.db_table,
        parent=parent._meta.db_table,
        key=field.column,
    )


def _between(model: type[models.Model], one: Any, other: Any) -> sql.Composed:
    first, second = one.remote_field.model, other.remote_field.model
    return _composed(
        BETWEEN,
        one=_owner(first),
        other=_owner(second),
        child=model._meta.db_table,
        first=first._meta.db_table,
        second=second._meta.db_table,
        key=one.column,
        also=other.column,
    )


def _composed(query: str, **names: str) -> sql.Composed:
    return sql.SQL(query).format(**{key: sql.Identifier(name) for key, name in names.items()})


def _owner(model: Any) -> str:
    """The column that says whose its rows are, "" if there is none."""
    fields = (each for each in model._meta.local_concrete_fields if each.remote_field)
    named = (each.column for each in fields if each.remote_field.model._meta.label == TENANT)
    return next(named, "")
