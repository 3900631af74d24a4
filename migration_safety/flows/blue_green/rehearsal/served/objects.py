"""Objects of the project's own models, read and written as the code of one release does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from django.apps.registry import Apps
from django.db import DatabaseError, models, transaction
from django.db.models import Field

SAMPLE = 200


class Objects:
    """Of those tables, or of all where none is named: what the release before and after have."""

    def __init__(self, apps: Apps, tables: Sequence[str], alias: str) -> None:
        self._alias = alias
        own = [each for each in apps.get_models() if each._meta.managed and not each._meta.proxy]
        self._models = [each for each in own if each._meta.db_table in tables] or own
        self._creatable = cache(self._are_creatable)
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
        if (model := self._chosen(self._creatable(), number)) is not None:
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

    def _are_creatable(self) -> tuple[type[models.Model], ...]:
        """Those of which a copy is accepted; tried once, and taken back."""
        return tuple(each for each in self._models if self._accepts(each))

    def _accepts(self, model: type[models.Model]) -> bool:
        if not self._keys(model) or not isinstance(model._meta.pk, models.AutoField):
            return False
        try:
            with transaction.atomic(using=self._alias, savepoint=True):
                self._copy(model, -1)
                transaction.set_rollback(True, using=self._alias)
        except (DatabaseError, ValueError, TypeError):
            return False
        return True

    def _chosen(
        self, of: Sequence[type[models.Model]], number: int
    ) -> type[models.Model] | None:
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


def _unique(model: type[models.Model]) -> Iterator[Field]:
    """The fields of which no two rows may have the same value, alone or with others."""
    meta = model._meta
    named = {name for together in meta.unique_together for name in together}
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            named |= set(constraint.fields)
    for field in meta.concrete_fields:
        if (field.unique or field.name in named) and not field.primary_key:
            if not field.is_relation or field.unique:
                yield field


def _other(field: Field, number: int) -> object:
    """A value that no other row has, or none."""
    if callable(field.default):
        return field.get_default()
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return f"r{number}"[: field.max_length]
    return number
