"""The models that a unit touches: their fields that differ, and the uniqueness that they lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, router
from django.db.migrations import Migration
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

Model = type[models.Model]
Models = Mapping[str, Model]
Names = tuple[str, ...]


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


def rendered(state: ProjectState) -> Models:
    """All models of a state by their labels in small letters, many-to-many tables included."""
    found = state.apps.get_models(include_auto_created=True)
    return {each._meta.label_lower: each for each in found}


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
    old, new = rendered(before), rendered(after)
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
    return before.models.get((app, name)) != after.models.get((app, name))


def _touched(model: Model, was: Model | None, *, by_code: bool, new: bool) -> Touched:
    if was is None:
        own = () if new else tuple(model._meta.local_concrete_fields)
        return Touched(model, None, own, new=new)
    known = {each.name: each for each in was._meta.local_concrete_fields}
    bound = {name for names in _bound(was) ^ _bound(model) for name in names}
    fields = tuple(
        each
        for each in model._meta.local_concrete_fields
        if by_code or each.name in bound or _says(each) != _says(known.get(each.name))
    )
    old, now = was._meta.constraints, model._meta.constraints
    dropped = tuple(each for each in old if each not in now)
    added = tuple(each for each in now if each not in old)
    return Touched(model, was, fields, tuple(_alike(was, model)), dropped, added)


def _says(field: Any) -> object:
    """What of a field matters to the database, and its choices."""
    if field is None:
        return None
    _, path, arguments, keywords = field.deconstruct()
    unread = set(field.non_db_attrs) - {"choices", "db_column"}
    return path, arguments, {key: value for key, value in keywords.items() if key not in unread}


def _bound(model: Model) -> set[Names]:
    """The fields of its constraints and indexes."""
    its: Any = model._meta
    found = {tuple(each) for each in its.unique_together}
    for each in (*its.constraints, *its.indexes):
        named = tuple(getattr(each, "fields", ())) or mentioned(each, model)
        found.add((*named, f" {type(each).__name__} {each.deconstruct()[1:]}"))
    return found


def mentioned(constraint: Any, model: Model) -> Names:
    """The fields of the model that a constraint or an index names in its words."""
    said = repr(constraint.deconstruct()[1:])
    return tuple(each.name for each in model._meta.local_concrete_fields if each.name in said)


def _alike(was: Model, model: Model) -> Iterator[Names]:
    names = {each.name for each in model._meta.local_concrete_fields}
    for fields, condition in dict.fromkeys(_unique(was)):
        if (fields, condition) not in set(_unique(model)) and set(fields) <= names:
            yield fields


def _unique(model: Model) -> Iterator[tuple[Names, str]]:
    """Sets of fields that are unique, with the rest of what is said of them."""
    its: Any = model._meta
    for field in its.local_concrete_fields:
        if field.unique:
            yield (field.name,), ""
    for names in its.unique_together:
        yield tuple(names), ""
    for each in its.constraints:
        if not isinstance(each, models.CheckConstraint):
            more = repr({**each.deconstruct()[2], "name": "", "fields": ()})
            plain = isinstance(each, models.UniqueConstraint) and not each.expressions
            yield tuple(getattr(each, "fields", ())), "" if plain and not each.condition else more


def columns_of(model: Model, names: Iterable[str]) -> list[str]:
    """The columns of fields of its table."""
    found: list[Any] = [model._meta.get_field(name) for name in names]
    return [each.column for each in found]


def _targets(model: Model) -> set[Model]:
    related: Any = (each.remote_field for each in model._meta.local_concrete_fields)
    return {each.model for each in related if each}
