"""Calls of managers and querysets, and what each does to rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from migration_safety.core.operations.function import Reach
from migration_safety.reading.functions.models.lookups import (
    check_fields,
    check_path,
    conditions,
    is_key,
)
from migration_safety.reading.functions.notebook import Notebook, text_of
from migration_safety.reading.functions.values import (
    NOTHING,
    Arguments,
    Call,
    Instance,
    Kind,
    Known,
    Many,
    Rows,
    words,
)

TOKENS = count()
DRAWN = frozenset({"AutoField", "BigAutoField", "SmallAutoField"})

Answer = Callable[[Notebook, Rows, Call], Any]


def instance(rows: Rows) -> Instance:
    """An object of one row."""
    return Instance(rows.kind, next(TOKENS), routed=rows.routed, extra=rows.extra, open=rows.open)


def call(notes: Notebook, rows: Rows, call: Call) -> Any:
    """What a call on a manager or queryset yields; its query is noted."""
    if call.name in RELATED and not rows.manager:
        return _linked(notes, rows, call)
    return ANSWERS.get(call.name, _other)(notes, rows, call)


def _same(notes: Notebook, rows: Rows, call: Call) -> Rows:
    return replace(rows, manager="")


def _filtered(notes: Notebook, rows: Rows, call: Call) -> Rows:
    given, positive = call.given, call.name == "filter"
    named = bool(given.names or given.places or given.open)
    all_rows = conditions(notes, rows, given.names, call.node)
    all_rows = all_rows and positive and not given.places and not given.open
    one = positive and any(is_key(notes, rows.kind, path) for path in given.names)
    every = rows.every and (not named or all_rows)
    return replace(rows, manager="", every=every, one=rows.one or one)


def _using(notes: Notebook, rows: Rows, call: Call) -> Rows:
    return replace(rows, routed=rows.routed or bool(call.given.every()))


def _paths(notes: Notebook, rows: Rows, call: Call) -> Rows:
    """order_by() and the like: their arguments are lookups."""
    for path in (each.it for each in call.given.places if isinstance(each, Known)):
        if isinstance(path, str):
            check_path(notes, rows, path, call.node)
    return replace(rows, manager="")


def _values(notes: Notebook, rows: Rows, call: Call) -> Rows:
    added = frozenset((*call.given.names, *rows.extra))
    return replace(_paths(notes, rows, call), plain=True, extra=added)


def _annotated(notes: Notebook, rows: Rows, call: Call) -> Rows:
    given = call.given
    opened = rows.open or given.open or bool(given.places) or call.name == "extra"
    return replace(rows, manager="", extra=frozenset((*given.names, *rows.extra)), open=opened)


def _streamed(notes: Notebook, rows: Rows, call: Call) -> Rows:
    return replace(rows, manager="", streamed=True)


def _none(notes: Notebook, rows: Rows, call: Call) -> Many:
    return Many(few=True)


def _joined(notes: Notebook, rows: Rows, call: Call) -> Rows:
    """Of several querysets nobody knows which rows are meant."""
    return replace(rows, manager="", every=False)


def _reach(rows: Rows) -> Reach:
    if rows.one:
        return Reach.ONE
    return Reach.EVERY if rows.every and not rows.some else Reach.SOME


def _counted(notes: Notebook, rows: Rows, call: Call) -> Any:
    notes.query(call.name, "SELECT", rows.kind, call.node, routed=rows.routed)
    return NOTHING


def _one(notes: Notebook, rows: Rows, call: Call) -> Any:
    conditions(notes, rows, call.given.names, call.node)
    notes.query(call.name, "SELECT", rows.kind, call.node, reach=Reach.ONE, routed=rows.routed)
    return NOTHING if rows.plain else instance(rows)


def _in_bulk(notes: Notebook, rows: Rows, call: Call) -> Many:
    _counted(notes, rows, call)
    return Many(instance(rows), source=rows)


def _updated(notes: Notebook, rows: Rows, call: Call) -> Any:
    names = call.given.names
    check_fields(notes, rows.kind, names, call.node)
    columns = tuple(notes.moment.column(rows.kind, each) for each in names)
    notes.query(
        "update",
        "UPDATE",
        rows.kind,
        call.node,
        columns=columns,
        reach=_reach(rows),
        routed=rows.routed,
    )
    return NOTHING


def _deleted(notes: Notebook, rows: Rows, call: Call) -> Any:
    notes.query("delete", "DELETE", rows.kind, call.node, reach=_reach(rows), routed=rows.routed)
    return NOTHING


def _created(notes: Notebook, rows: Rows, call: Call) -> Instance:
    check_fields(notes, rows.kind, call.given.names, call.node)
    keyed = numbered(notes, rows.kind, call.given)
    notes.query(
        "create", "INSERT", rows.kind, call.node, reach=Reach.ONE, routed=rows.routed, keyed=keyed
    )
    return instance(rows)


def _found_or_created(notes: Notebook, rows: Rows, call: Call) -> Many:
    given = {k: v for k, v in call.given.names.items() if k not in {"defaults", "create_defaults"}}
    conditions(notes, rows, given, call.node)
    defaults = call.given.names.get("defaults")
    if isinstance(defaults, Known) and isinstance(defaults.it, dict):
        check_fields(notes, rows.kind, defaults.it, call.node)
    shapes = ("INSERT",) if call.name == "get_or_create" else ("INSERT", "UPDATE")
    for shape in shapes:
        notes.query(call.name, shape, rows.kind, call.node, reach=Reach.ONE, routed=rows.routed)
    return Many(instance(rows), few=True)


def numbered(notes: Notebook, kind: Kind, given: Arguments) -> bool:
    """Whether a new row is given a key that the database would otherwise draw."""
    key = notes.moment.field(kind, "pk")
    if key is None or key.get_internal_type() not in DRAWN:
        return False
    named = (given.names[each] for each in ("pk", key.name) if each in given.names)
    return any(each != Known(None) for each in named)


def _bulk_created(notes: Notebook, rows: Rows, call: Call) -> Many:
    notes.query("bulk_create", "INSERT", rows.kind, call.node, routed=rows.routed)
    return Many(instance(rows))


def _bulk_updated(notes: Notebook, rows: Rows, call: Call) -> Any:
    fields = words(call.given.at(1, "fields"))
    check_fields(notes, rows.kind, fields, call.node)
    columns = tuple(notes.moment.column(rows.kind, each) for each in fields)
    notes.query("bulk_update", "UPDATE", rows.kind, call.node, columns=columns, routed=rows.routed)
    return NOTHING


def _linked(notes: Notebook, rows: Rows, call: Call) -> Any:
    """The manager of a relation: rows of its table in between, or the key of the other rows."""
    shape = "DELETE" if call.name in {"remove", "clear"} else "INSERT"
    notes.query(
        call.name,
        shape if rows.link else "UPDATE",
        rows.kind,
        call.node,
        table=rows.link,
        reach=Reach.ONE,
        routed=True,
    )
    return NOTHING


def _other(notes: Notebook, rows: Rows, call: Call) -> Any:
    """A method that Django's managers lack: the historical one lacks it too, as a rule."""
    kind, name = rows.kind, call.name
    manager = getattr(notes.moment.model(kind), rows.manager or "_base_manager", None)
    if not kind.historical or type(manager).__module__.startswith("django.contrib."):
        shape = "INSERT" if name.startswith("create") else "SELECT"
        notes.query(name, shape, kind, call.node, reach=Reach.ONE, routed=rows.routed)
        return instance(rows) if name.startswith(("create", "get")) else NOTHING
    if manager is None or hasattr(manager, name):
        notes.lost(f"{text_of(call.node)}: {name}() is no method of Django's")
    elif name not in notes.tested:
        text = f"the historical manager of {notes.moment.name(kind)} has no {name}()"
        notes.fault(
            "attribute", f"{text}: {text_of(call.node)}", call.node, raises=("AttributeError",)
        )
    return replace(rows, manager="", every=False)


RELATED = frozenset({"add", "set", "remove", "clear"})
SAME = "all reverse distinct get_queryset complex_filter prefetch_related select_for_update"
ANSWERS: dict[str, Answer] = {
    **dict.fromkeys(SAME.split(), _same),
    **dict.fromkeys(("filter", "exclude"), _filtered),
    **dict.fromkeys(("using", "db_manager"), _using),
    **dict.fromkeys(("order_by", "only", "defer", "select_related"), _paths),
    **dict.fromkeys(("values", "values_list"), _values),
    **dict.fromkeys(("annotate", "alias", "extra"), _annotated),
    **dict.fromkeys(("union", "intersection", "difference", "raw"), _joined),
    **dict.fromkeys(("count", "exists", "aggregate", "contains", "explain"), _counted),
    **dict.fromkeys(("dates", "datetimes"), _counted),
    **dict.fromkeys(("first", "last", "latest", "earliest", "get"), _one),
    **dict.fromkeys(("get_or_create", "update_or_create"), _found_or_created),
    **dict.fromkeys(("delete", "_raw_delete"), _deleted),
    "iterator": _streamed,
    "none": _none,
    "in_bulk": _in_bulk,
    "update": _updated,
    "create": _created,
    "bulk_create": _bulk_created,
    "bulk_update": _bulk_updated,
}
