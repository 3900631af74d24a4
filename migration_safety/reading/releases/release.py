"""The code of one moment in full: all its models, with what their statements write and refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.migrations.state import ModelState
from django.db.models import CASCADE, DO_NOTHING, Field

from migration_safety.core.operations.model import Code, Model
from migration_safety.reading.state.known import Key, column_of, link_table, model

# Of a state nothing changes once another has followed it: one look at each is enough.
Memory = dict[int, tuple[ModelState, tuple[Model, ...]]]


def release(states: Mapping[Key, ModelState], memory: Memory) -> Code:
    """The models that have a table of their own, many-to-many tables included.

    `memory` is kept from call to call: what it holds of other states is forgotten.
    """
    earlier = dict(memory)
    memory.clear()
    for state in states.values():
        memory[id(state)] = earlier.get(id(state)) or (state, tuple(_models(state)))
    return Code(tuple(model for _, models in memory.values() for model in models))


def _models(state: ModelState) -> Iterator[Model]:
    if state.options.get("proxy") or not state.options.get("managed", True) or _swapped(state):
        return
    yield _model(state)
    for name, field in state.fields.items():
        if table := link_table(state, name):
            yield _link(state, name, field, table)


def _swapped(state: ModelState) -> bool:
    """Whether the project has put a model of its own in its place."""
    setting = state.options.get("swappable")
    label = f"{state.app_label}.{state.name_lower}"
    return bool(setting) and str(getattr(settings, str(setting), label)).lower() != label


def _model(state: ModelState) -> Model:
    fields = {column_of(name, field): field for name, field in state.fields.items()}
    fields.pop("", None)
    related = {column: field for column, field in fields.items() if field.remote_field}
    deleting = {column: _on_delete(field) for column, field in related.items()}
    return replace(
        model(state),
        label=f"{state.app_label}.{state.name}",
        key=next((column for column, field in fields.items() if field.primary_key), ""),
        computed=frozenset(c for c, field in fields.items() if getattr(field, "generated", False)),
        nullable=frozenset(column for column, field in fields.items() if field.null),
        references={column: _target(state, field) for column, field in related.items()},
        unattended=frozenset(c for c, does in deleting.items() if does in (DO_NOTHING, None)),
        cascading=frozenset(column for column, does in deleting.items() if does is CASCADE),
        parents=tuple(base.lower() for base in state.bases if isinstance(base, str)),
    )


def _on_delete(field: Any) -> object:
    return getattr(field.remote_field, "on_delete", None)


def _target(state: ModelState, field: Field[Any, Any]) -> str:
    """The label of the model that a field refers to, in small letters."""
    related: Any = field.remote_field
    name = related.model if isinstance(related.model, str) else related.model._meta.label
    if name == "self":
        name = state.name
    return str(name if "." in name else f"{state.app_label}.{name}").lower()


def _link(state: ModelState, name: str, field: Field[Any, Any], table: str) -> Model:
    """The table that Django makes for a many-to-many field."""
    target = _target(state, field)
    own, to = state.name_lower, target.partition(".")[2]
    columns = (f"from_{own}_id", f"to_{to}_id") if own == to else (f"{own}_id", f"{to}_id")
    return Model(
        table,
        "",
        {each: each.removesuffix("_id") for each in ("id", *columns)},
        frozenset({"id"}),
        label=f"{state.app_label}.{state.name}_{name}",
        key="id",
        references={columns[0]: f"{state.app_label}.{own}", columns[1]: target},
        cascading=frozenset(columns),
    )
