"""The models that a unit touches: their fields that differ, and the uniqueness that they lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import router
from django.db.migrations import Migration
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from migration_safety.reading.billing.bound import Model, Names, bound, no_longer_unique
from migration_safety.reading.probing.apps import around
from migration_safety.reading.state.lazy_apps import Key


@dataclass(frozen=True, slots=True)
class Touched:
    """A model of the new state, with that of the old one where it was there.

    `fields` differ, or are touched by code, the key included; `alike` are sets of fields that
    were unique and are no more, an empty one where nobody knows which; `dropped` constraints
    are no more either, and `added` ones are new.  `new`: the unit makes its table.
    """

    model: Model
    old: Model | None
    fields: tuple[Any, ...] = ()
    alike: tuple[Names, ...] = ()
    dropped: tuple[Any, ...] = ()
    added: tuple[Any, ...] = ()
    new: bool = False


def touched(
    migrations: Collection[Migration],
    before: ProjectState,
    after: ProjectState,
    *,
    alias: str,
    tables: Collection[str] = (),
) -> list[Touched]:
    """Those that differ between the states, those on `tables`, and those that refer to their
    keys."""
    # Rendered anew: a state that was carried along may mix models of several moments.
    new = around(after, _concerned(after, before, after, tables))
    old = around(before, {key for key in before.models if ".".join(key) in new})
    made = {label for each in migrations for label in _made(each.app_label, each.operations)}
    found: dict[str, Touched] = {}
    for label, model in new.items():
        if not _has_table(model, alias):
            continue
        was, by_code = old.get(label), model._meta.db_table in tables
        if was is None or by_code or _differs(label, before, after):
            found[label] = _touched(
                model, was, by_code=by_code, new=label in made or _is_link(model)
            )
    keys = {it.model for it in found.values() if it.new or any(f.primary_key for f in it.fields)}
    keys |= {it.model for it in found.values() if it.model._meta.db_table in tables}
    for label, model in new.items():
        if label not in found and _has_table(model, alias) and _targets(model) & keys:
            found[label] = Touched(model, old.get(label))
    return list(found.values())


def _made(app: str, operations: Collection[Any]) -> Iterator[str]:
    for each in operations:
        if isinstance(each, CreateModel):
            yield f"{app}.{each.name_lower}"
        yield from _made(app, getattr(each, "database_operations", ()))


def _is_link(model: Model) -> bool:
    """Whether it is there for a many-to-many field alone."""
    return bool(model._meta.auto_created)


def _has_table(model: Model, alias: str) -> bool:
    its = model._meta
    return (
        its.managed
        and not its.proxy
        and not its.swapped
        and bool(router.allow_migrate_model(alias, model))
    )


def _differs(label: str, before: ProjectState, after: ProjectState) -> bool:
    app, _, name = label.partition(".")
    was, now = before.models.get((app, name)), after.models.get((app, name))
    return was is None or now is None or was != now


def _concerned(
    state: ProjectState, before: ProjectState, after: ProjectState, tables: Collection[str]
) -> set[Key]:
    """The models that differ, and those that may have one of the tables, be it of links."""
    found = set()
    for key, each in state.models.items():
        own = str(each.options.get("db_table") or "_".join(key)).strip('"')
        by_hand = any(table.startswith(own) for table in tables)
        if by_hand or _differs(".".join(key), before, after):
            found.add(key)
    return found


def _touched(model: Model, was: Model | None, *, by_code: bool, new: bool) -> Touched:
    if was is None:
        own = () if new else tuple(model._meta.local_concrete_fields)
        return Touched(model, None, own, new=new)
    known = {each.name: each for each in was._meta.local_concrete_fields}
    tied = {name for names in bound(was) ^ bound(model) for name in names}
    fields = tuple(
        each
        for each in model._meta.local_concrete_fields
        if by_code or each.name in tied or _says(each) != _says(known.get(each.name))
    )
    old, now = was._meta.constraints, model._meta.constraints
    dropped = tuple(each for each in old if each not in now)
    added = tuple(each for each in now if each not in old)
    return Touched(model, was, fields, tuple(no_longer_unique(was, model)), dropped, added)


def _says(field: Any) -> object:
    """What of a field matters to the database, and its choices."""
    if field is None:
        return None
    _, path, arguments, keywords = field.deconstruct()
    unread = set(field.non_db_attrs) - {"choices", "db_column"}
    return path, arguments, {key: value for key, value in keywords.items() if key not in unread}


def columns_of(model: Model, names: Iterable[str]) -> list[str]:
    """The columns of fields of its table."""
    found: list[Any] = [model._meta.get_field(name) for name in names]
    return [each.column for each in found]


def _targets(model: Model) -> set[Model]:
    related: Any = (each.remote_field for each in model._meta.local_concrete_fields)
    return {each.model for each in related if each}
