"""What a release knows of the database: the tables and columns that its models name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Model:
    """A table, and the columns that every query of the release on it names.

    `columns` holds the fields by their columns; it is empty where the release names only
    the table (many-to-many), which then has no model's `name`.
    `defaulted` are the columns whose value the release leaves to the database (db_default,
    numbered keys), of which it does not even name the `computed` ones when it writes;
    `nullable` those that it may write NULL to.  `references` are the models (as
    "people.person") that its columns refer to, `unattended` the columns among them that it
    does not look at when the object that they refer to is deleted, and `cascading` those
    whose rows it then deletes too.  `parents` are the models that it inherits a table from.
    """

    table: str
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    defaulted: frozenset[str] = frozenset()
    label: str = ""
    key: str = ""
    computed: frozenset[str] = frozenset()
    nullable: frozenset[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    unattended: frozenset[str] = frozenset()
    cascading: frozenset[str] = frozenset()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """The models of one release, as far as they are on tables that somebody asks about."""

    models: tuple[Model, ...] = ()

    def names(self, table: str, column: str = "") -> bool:
        """Whether its queries name the table, and that column of it."""
        found = self.model(table)
        return found is not None and (not column or not found.columns or column in found.columns)

    def fills(self, table: str, column: str) -> bool:
        """Whether each INSERT of it gives the column a value of its own."""
        found = self.model(table)
        return found is not None and column in found.columns.keys() - found.defaulted

    def model(self, table: str) -> Model | None:
        """The model on a table."""
        return self._by_table.get(table)

    def labelled(self, label: str) -> Model | None:
        """The model of that label, in small letters."""
        return self._by_label.get(label)

    def referring(self, model: Model) -> Iterator[tuple[Model, str]]:
        """The models that refer to a model, with their columns."""
        return iter(self._referring.get(model.label.lower(), ()))

    @cached_property
    def _by_table(self) -> dict[str, Model]:
        return {model.table: model for model in reversed(self.models)}

    @cached_property
    def _by_label(self) -> dict[str, Model]:
        return {model.label.lower(): model for model in self.models}

    @cached_property
    def _referring(self) -> dict[str, list[tuple[Model, str]]]:
        found: dict[str, list[tuple[Model, str]]] = {}
        for model in self.models:
            for column, target in model.references.items():
                found.setdefault(target, []).append((model, column))
        return found


@dataclass(frozen=True, slots=True)
class Leftover:
    """A column that the state has forgotten and the database still has.

    `required`: every row must be given a value for it.  `constraint` is its foreign key and
    `references` the table that this points to, "" where there is none.
    """

    table: str
    column: str
    required: bool = False
    constraint: str = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class Swallowed:
    """A column or a table ("" as column) that an operation would change, and does not: the
    state was changed before it.

    `what` are the arguments of the field, or the option of the model, `by` the migration that
    changed the state alone, and `back` the operation that takes the state back to what the
    database has, as Python.
    """

    table: str
    column: str
    what: tuple[str, ...]
    by: str
    back: str
