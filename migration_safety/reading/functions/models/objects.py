"""Attributes and methods of models' classes and of their objects."""

from __future__ import annotations

import ast
from typing import Any

from migration_safety.core.operations.function import Reach
from migration_safety.reading.functions.models.lookups import check_fields
from migration_safety.reading.functions.models.orm import TOKENS, numbered
from migration_safety.reading.functions.models.overrides import check_save, gone
from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Call,
    Instance,
    Kind,
    Known,
    Meta,
    Method,
    Rows,
    words,
)


def of_kind(notes: Notebook, kind: Kind, name: str, node: ast.Attribute) -> Any:
    """An attribute of a class: a manager, the options, or what the historical class lacks."""
    model = notes.moment.model(kind)
    if name == "_meta":
        return Meta(kind)
    manager = getattr(model, name, None) if model is not None else None
    if hasattr(manager, "get_queryset") and hasattr(manager, "db_manager"):
        return Rows(kind, manager=name)
    if name in {"objects", "_default_manager", "_base_manager"} and model is None:
        return Rows(kind, manager=name)
    if not notes.moment.has(kind, name):
        _lacks(notes, kind, name, node)
    return Method(kind, name) if kind.historical else Known(manager)


def of_meta(notes: Notebook, meta: Meta, name: str) -> Any:
    """The names that its options hold; of any other part nothing is known."""
    known = {"db_table": notes.moment.table(meta.kind), "app_label": meta.kind.key[0]}
    known |= {"model_name": meta.kind.key[1], "label_lower": ".".join(meta.kind.key)}
    known |= {"label": notes.moment.name(meta.kind)}
    return Known(known[name]) if name in known else NOTHING


def of_instance(
    notes: Notebook, owner: Instance, name: str, node: ast.Attribute, assigned: set[str]
) -> Any:
    """An attribute of an object: a value, a related object, a manager of several."""
    kind, moment = owner.kind, notes.moment
    if name in assigned or name in owner.extra or owner.open:
        return NOTHING
    if not moment.has(kind, name):
        if name not in notes.tested and kind.historical:
            _lacks(notes, kind, name, node)
        return NOTHING
    related = moment.related(kind, name)
    if related is None:
        return Method(owner, name)
    field = moment.field(kind, name)
    target = Kind(related, kind.historical)
    if field is not None and getattr(field, "attname", "") == name != field.name:
        return NOTHING
    single = field is not None and (field.many_to_one or field.one_to_one)
    if single or _one_back(moment.model(kind), name):
        return Instance(target, next(TOKENS), routed=owner.routed)
    # Related managers go to the database that their object is from.
    return Rows(target, every=False, routed=True, link=moment.link(kind, name))


def _one_back(model: Any, name: str) -> bool:
    return type(getattr(model, name, None)).__name__ == "ReverseOneToOneDescriptor"


def _lacks(notes: Notebook, kind: Kind, name: str, node: ast.Attribute) -> None:
    today = notes.moment.todays(kind.key)
    has = f"; {gone(today, name)}" if today is not None and hasattr(today, name) else ""
    notes.fault(
        "attribute",
        f"the historical {notes.moment.name(kind)} has no {name}{has}: {text_of(node)}",
        node,
        raises=("AttributeError",),
    )


def made(notes: Notebook, kind: Kind, given: Arguments, node: ast.Call) -> Instance:
    """A new object; nothing is sent yet."""
    check_fields(notes, kind, given.names, node)
    if numbered(notes, kind, given):
        notes.query("init", "", kind, node, reach=Reach.ONE, keyed=True)
    return Instance(kind, next(TOKENS), made=True)


def called(notes: Notebook, owner: Instance, call: Call, assigned: set[str]) -> Any:
    """A method of an object."""
    shape = {"save": "UPDATE", "delete": "DELETE", "refresh_from_db": "SELECT"}.get(call.name)
    if call.name == "save":
        _saved(notes, owner, call, assigned)
    elif shape:
        notes.query(call.name, shape, owner.kind, call.node, reach=Reach.ONE, routed=True)
    return NOTHING


def _saved(notes: Notebook, owner: Instance, call: Call, assigned: set[str]) -> None:
    """Of a loaded object PostgreSQL sees as changed what has been assigned before."""
    kind, named = owner.kind, words(call.given.at(3, "update_fields"))
    check_fields(notes, kind, named, call.node)
    check_save(notes, owner, call, assigned)
    fields = () if owner.made else named or tuple(assigned)
    notes.query(
        "save",
        "INSERT" if owner.made else "UPDATE",
        kind,
        call.node,
        columns=tuple(notes.moment.column(kind, each) for each in fields),
        reach=Reach.ONE,
        routed=owner.routed or "using" in call.given.names or not owner.made,
    )


def assign(notes: Notebook, owner: Instance, name: str, node: ast.Attribute) -> None:
    """Note what is set on a historical object and never reaches a row: no field of that name."""
    kind, moment = owner.kind, notes.moment
    today = moment.todays(kind.key)
    if not kind.historical or moment.has(kind, name) or today is None:
        return
    if any(name in (field.name, getattr(field, "attname", "")) for field in today._meta.fields):
        notes.fault(
            "lost",
            f"{moment.name(kind)} has no field {name!r} at this point, so nothing is saved: "
            f"{text_of(node)}",
            node,
            raises=(),
        )
