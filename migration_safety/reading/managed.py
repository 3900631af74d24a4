"""What the models of a moment say of the schema, as plain data to hold against portraits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Model
from django.db.models.options import Options

from migration_safety.core.trial.schema.managed import Managed, ManagedTable
from migration_safety.reading.state.known import stored

Columns = tuple[str, ...]

# Of these PostgreSQL's schema editor makes a second index, for LIKE.
TEXTS = ("varchar", "text")


def managed(connection: BaseDatabaseWrapper, *registries: Apps) -> Managed:
    """The tables of all models of all those moments that live in the connection's database.

    Give the models before and after a migration: what it makes is the project's, even where
    it is left over.  The connection is asked for types alone, nothing is sent.
    """
    tables: dict[str, ManagedTable] = {}
    for registry in registries:
        for model in registry.get_models(include_auto_created=True):
            if _lives_in(connection.alias, model):
                name = stored(model._meta.db_table)
                tables[name] = tables.get(name, ManagedTable()) | _table(model._meta, connection)
    return Managed(tables)


def _lives_in(alias: str, model: type[Model]) -> bool:
    return model._meta.can_migrate(alias) and router.allow_migrate_model(alias, model)


def _table(options: Options[Model], connection: BaseDatabaseWrapper) -> ManagedTable:
    fields: list[Any] = list(options.local_concrete_fields)
    keys: list[Any] = options.pk_fields
    types: dict[str, str] = {each.column: each.db_type(connection) or "" for each in fields}
    together = (_columns(options, each) for each in options.unique_together)
    return ManagedTable(
        columns=frozenset(types),
        names=frozenset(str(each.name) for each in (*options.indexes, *options.constraints)),
        unique=frozenset((*together, *_single(it for it in fields if _is_unique(it)))),
        indexed=frozenset(_single(it for it in fields if _is_indexed(it, types[it.column]))),
        references=frozenset(_single(it for it in fields if _refers(it))),
        checked=frozenset(_single(it for it in fields if it.db_parameters(connection)["check"])),
        keys=frozenset({tuple(each.column for each in keys)}),
        numbered=frozenset(str(each.column) for each in fields if isinstance(each, AutoField)),
    )


def _single(fields: Iterable[Any]) -> Iterator[Columns]:
    return ((field.column,) for field in fields)


def _columns(options: Options[Model], names: Iterable[str]) -> Columns:
    found: Iterable[Any] = map(options.get_field, names)
    return tuple(field.column for field in found)


def _is_unique(field: Any) -> bool:
    return bool(field.unique) and not field.primary_key


def _is_indexed(field: Any, type_: str) -> bool:
    if getattr(field, "spatial_index", False) or (field.db_index and not field.unique):
        return True
    return bool(field.db_index or field.unique) and type_.startswith(TEXTS)


def _refers(field: Any) -> bool:
    return field.remote_field is not None and bool(getattr(field, "db_constraint", False))
