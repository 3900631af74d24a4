"""The models at the moment at which a data migration runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.apps import apps as todays_apps
from django.core.exceptions import FieldDoesNotExist
from django.db.migrations.state import ModelState
from django.db.models import Field, Model

from migration_safety.reading.functions.values import Key, Kind
from migration_safety.reading.state.known import column_of, link_table, table_of
from migration_safety.reading.state.lazy_apps import LazyApps

Models = Mapping[Key, ModelState]


class Moment:
    """Questions about models; `models` are those of the moment, `before` of the release that runs.

    `makers` says which migration made a model, and `ancestors` which migrations are sure to
    have run, because the one being read depends on them; None where nobody knows.
    """

    def __init__(
        self,
        models: Models,
        before: Models,
        unmigrated: Collection[str],
        *,
        makers: Mapping[Key, Key] | None = None,
        ancestors: Collection[Key] | None = None,
    ) -> None:
        self.models, self.before, self.unmigrated = models, before, unmigrated
        self.makers, self.ancestors = makers or {}, ancestors
        self.apps = LazyApps(models, unmigrated)

    def model(self, kind: Kind) -> type[Model] | None:
        """The class; None where there is none, or it cannot be made here."""
        try:
            registry = self.apps if kind.historical else todays_apps
            found: type[Model] = registry.get_model(*kind.key)
        except Exception:  # a custom field may do anything when it is rendered
            return None
        return found

    def exists(self, key: Key) -> bool:
        """Whether the state, or an app without migrations, has the model."""
        if key[0] in self.unmigrated:
            return self.todays(key) is not None
        return key in self.models

    def waits_for(self, key: Key) -> Key | None:
        """The migration that makes the model, where none that this one depends on is it."""
        maker = self.makers.get(key)
        if self.ancestors is None or maker is None or maker in self.ancestors:
            return None
        return maker

    def todays(self, key: Key) -> type[Model] | None:
        """The model in the code of today, None where it is gone."""
        try:
            return todays_apps.get_model(*key)
        except (LookupError, ValueError):
            return None

    def name(self, kind: Kind) -> str:
        """As in "people.Person"."""
        state, model = self.models.get(kind.key), self.model(kind)
        name = state.name if state else model.__name__ if model else kind.key[1]
        return f"{kind.key[0]}.{name}"

    def table(self, kind: Kind) -> str:
        """Its table, as statements name it."""
        state = self.models.get(kind.key)
        if state is not None and kind.historical:
            return table_of(state)
        model = self.model(kind)
        return model._meta.db_table if model else ""

    def fresh(self, kind: Kind) -> bool:
        """Whether the migration itself makes the table; after a renaming nobody can tell."""
        gone = any(label == kind.key[0] for label, _ in self.before.keys() - self.models.keys())
        known = kind.key in self.models and kind.key not in self.before
        return kind.historical and known and not gone

    def empty(self, kind: Kind, name: str) -> bool:
        """Whether no row has a value of that field yet: the migration itself adds it."""
        state, old = self.models.get(kind.key), self.before.get(kind.key)
        if state is None or old is None or name in old.fields or name not in state.fields:
            return False
        field = state.fields[name]
        kept = len(old.fields) <= len(state.fields)  # otherwise it may be a renamed one
        return kept and field.null and not field.has_default() and not field.has_db_default()

    def field(self, kind: Kind, name: str) -> Any | None:
        """A field of its own by name, attribute or "pk"; None where it has none of that name."""
        model = self.model(kind)
        if model is None:
            return None
        if name == "pk":
            return model._meta.pk
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            named = (each for each in model._meta.concrete_fields if each.attname == name)
            return next(named, None)

    def column(self, kind: Kind, name: str) -> str:
        """The column of a field, "" where it has none."""
        field = self.field(kind, name)
        state = self.models.get(kind.key)
        if isinstance(field, Field) and state and field.name in state.fields:
            return column_of(field.name, state.fields[field.name])
        return str(getattr(field, "column", "") or "")

    def ahead(self, kind: Kind) -> tuple[str, ...]:
        """The columns of today's model that the state does not have."""
        today, state = self.todays(kind.key), self.models.get(kind.key)
        if today is None or state is None:
            return ()
        has = {column_of(name, field) for name, field in state.fields.items()}
        now = (field.column or "" for field in today._meta.local_concrete_fields)
        return tuple(column for column in now if column not in has)

    def link(self, kind: Kind, name: str) -> str:
        """The table of a many-to-many field, "" of other fields."""
        state = self.models.get(kind.key)
        return link_table(state, name) if state and name in state.fields else ""

    def related(self, kind: Kind, name: str) -> Key | None:
        """The model that a field, or the way back from another model's field, leads to."""
        field = self.field(kind, name)
        target = getattr(field, "related_model", None)
        if isinstance(target, type) and issubclass(target, Model):
            return (target._meta.app_label, target._meta.model_name or "")
        if isinstance(target, str):  # a class that nobody has asked for yet
            return _key(target, kind.key)
        return self.backwards.get((kind.key, name))

    @cached_property
    def backwards(self) -> dict[tuple[Key, str], Key]:
        """The models that refer to a model, by the names of the way back to them."""
        found: dict[tuple[Key, str], Key] = {}
        for state in self.models.values():
            own = (state.app_label, state.name_lower)
            for field in state.fields.values():
                for name in _names_of_way_back(state, field):
                    found[(_target(state, field), name)] = own
        return found

    def has(self, kind: Kind, name: str) -> bool:
        """Whether the model, or its objects, have that attribute; yes, where nobody can tell."""
        model = self.model(kind)
        if model is None or hasattr(model, name):
            return True
        return any((key, name) in self.backwards for key in (kind.key, *_parents(model)))


def _parents(model: type[Model]) -> Iterator[Key]:
    for parent in model._meta.get_parent_list():
        yield parent._meta.app_label, parent._meta.model_name or ""


def _target(state: ModelState, field: Any) -> Key:
    related = field.remote_field.model
    name = related if isinstance(related, str) else related._meta.label
    return _key(name, (state.app_label, state.name_lower))


def _key(name: str, own: Key) -> Key:
    """Of a model as a field names it: "people.Person", "Person" or "self"."""
    if name == "self":
        return own
    label, _, model = (name if "." in name else f"{own[0]}.{name}").lower().partition(".")
    return label, model


def _names_of_way_back(state: ModelState, field: Any) -> Iterator[str]:
    """For queries and, with another ending, for attributes."""
    remote = field.remote_field
    if remote is None or not remote.model:
        return
    given = str(getattr(remote, "related_name", None) or "")
    if given.endswith("+"):
        return
    words = {"class": state.name_lower, "model_name": state.name_lower}
    given = given % {**words, "app_label": state.app_label} if "%(" in given else given
    query = getattr(remote, "related_query_name", None)
    yield str(query) if query else given or state.name_lower
    yield given or (state.name_lower if field.one_to_one else f"{state.name_lower}_set")
