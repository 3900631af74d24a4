"""What the code of one moment knows of the database, read from the state of that moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.backends.utils import strip_quotes, truncate_name
from django.db.migrations.state import ModelState
from django.db.models import AutoField, Field

from migration_safety.core.operations.model import Code, Model

Key = tuple[str, str]
LONGEST = 63  # what PostgreSQL keeps of a name


def known(states: Mapping[Key, ModelState], tables: Collection[str]) -> Code:
    """What the models of that moment know of those tables, many-to-many tables included."""
    wanted = set(tables)
    found = [model(state) for state in states.values() if table_of(state) in wanted]
    wanted -= {each.table for each in found}
    if wanted:
        links = {table for state in states.values() for table in many_to_many(state)}
        found += [Model(table) for table in sorted(wanted & links)]
    return Code(tuple(found))


def model(state: ModelState) -> Model:
    """The table and the columns of one model."""
    fields = {column_of(name, field): name for name, field in state.fields.items()}
    fields.pop("", None)
    defaulted = (each for each, name in fields.items() if left_to_database(state.fields[name]))
    return Model(table_of(state), state.name, fields, frozenset(defaulted))


def table_of(state: ModelState) -> str:
    """Its table, as the statements about it name it."""
    given = state.options.get("db_table")
    return stored(given) if given else _shortened(f"{state.app_label}_{state.name_lower}")


def stored(name: str) -> str:
    """A name that is given, as the server keeps it: '"s"."t"' is the table t of the schema s."""
    if len(name) <= LONGEST and '"' not in name:
        return name
    parts = name.strip('"').split('"."')
    cut = (part.encode()[:LONGEST].decode(errors="ignore") for part in parts)
    return ".".join(part for part in cut if part != "public")


def _shortened(name: str) -> str:
    """A name that Django makes."""
    return name if len(name) <= LONGEST else truncate_name(name, LONGEST)


def column_of(name: str, field: Field[Any, Any]) -> str:
    """The column of a field, "" where it has none."""
    if field.many_to_many or field.get_internal_type() == "CompositePrimaryKey":
        return ""
    return field.db_column or (f"{name}_id" if field.remote_field else name)


def many_to_many(state: ModelState) -> Iterator[str]:
    """The tables that Django makes for the many-to-many fields of a model."""
    for name in state.fields:
        if table := link_table(state, name):
            yield table


def link_table(state: ModelState, name: str) -> str:
    """The table of a many-to-many field that has no model of its own, "" of other fields."""
    field: Any = state.fields[name]
    if not field.many_to_many or field.remote_field.through:
        return ""
    if field.db_table:
        return stored(field.db_table)
    own = state.options.get("db_table") or f"{state.app_label}_{state.name_lower}"
    return _shortened(f"{strip_quotes(own)}_{name}")


def left_to_database(field: Field[Any, Any]) -> bool:
    """Whether the code lets the database choose the value."""
    generated = bool(getattr(field, "generated", False))
    return field.has_db_default() or generated or isinstance(field, AutoField)
