"""Objects of the project's own models, read and written as the code of one release does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.db import models

SAMPLE = 200
SHORTEST = 20


class Objects:
    """Of those tables, or of all where none is named: what the release before and after have."""

    def __init__(self, apps: Apps, tables: Sequence[str], alias: str) -> None:
        self._alias = alias
        own = [each for each in apps.get_models() if each._meta.managed and not each._meta.proxy]
        self._models = [each for each in own if each._meta.db_table in tables] or own
        self._creatable = [each for each in self._models if _copyable(each)]
        self._keys = cache(self._some_keys)

    def read(self, number: int) -> None:
        """One object, with all columns that this code knows."""
        if (model := self._chosen(self._models, number)) is not None:
            self._objects(model).filter(pk=self._key(model, number)).first()

    def save(self, number: int) -> None:
        """One object as it is: each column that this code knows is written."""
        if (model := self._chosen(self._models, number)) is not None:
            # A weaker lock than a deletion's: who refers to the object is not made to wait.
            locked = self._objects(model).select_for_update(no_key=True)
            if (found := locked.filter(pk=self._key(model, number)).first()) is not None:
                found.save(using=self._alias, force_update=True)

    def create(self, number: int) -> None:
        """Another one like one that is there."""
        if (model := self._chosen(self._creatable, number)) is not None:
            self._copy(model, number)

    def _copy(self, model: type[models.Model], number: int) -> None:
        found = self._objects(model).filter(pk=self._key(model, number)).first()
        if found is None:
            return
        found.pk = None
        found._state.adding = True
        for field in _unique(model):
            setattr(found, field.attname, _other(field, number))
        found.save(using=self._alias, force_insert=True)

    def _chosen(self, of: Sequence[type[models.Model]], number: int) -> type[models.Model] | None:
        able = [each for each in of if self._keys(each)]
        return able[number // 8 % len(able)] if able else None

    def _key(self, model: type[models.Model], number: int) -> object:
        keys = self._keys(model)
        return keys[number % len(keys)] if keys else None

    def _some_keys(self, model: type[models.Model]) -> tuple[object, ...]:
        found = self._objects(model).order_by("pk").values_list("pk", flat=True)
        return tuple(found[:SAMPLE])

    def _objects(self, model: type[models.Model]) -> models.QuerySet[models.Model]:
        return model._base_manager.using(self._alias)


def _copyable(model: type[models.Model]) -> bool:
    """Whether a copy with other values in its unique fields is a row that no constraint refuses."""
    plain = all(
        not isinstance(each, models.UniqueConstraint) or not each.expressions
        for each in model._meta.constraints
    )
    numbered = isinstance(model._meta.pk, models.AutoField)
    return plain and numbered and all(map(_variable, _unique(model)))


def _unique(model: type[models.Model]) -> list[Any]:
    """The fields of which no two rows may have the same value; of several that are unique
    together the first that can be varied."""
    meta = model._meta
    found = [each for each in meta.concrete_fields if each.unique and not each.primary_key]
    together = [tuple(each) for each in meta.unique_together]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            together.append(tuple(constraint.fields))
    for names in filter(None, together):
        fields: list[Any] = [meta.get_field(name) for name in names]
        found.append(next(filter(_variable, fields), fields[0]))
    return found


def _variable(field: Any) -> bool:
    """Whether it can be given a value that no other row has, or none."""
    if field.is_relation:
        return False
    text = isinstance(field, models.CharField | models.TextField)
    roomy = text and not field.choices and (field.max_length or SHORTEST) >= SHORTEST
    return _made(field) or field.null or roomy


def _other(field: Any, number: int) -> object:
    if _made(field):
        return field.get_default()
    return None if field.null else f"rehearsed-{number}"


def _made(field: Any) -> bool:
    """Whether its default is another one each time, such as a UUID."""
    return bool(field.has_default() and callable(field.default))
