"""What a release knows of the database: the tables and columns that its models name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Model:
    """A table, and the columns that every query of the release on it names.

    `columns` holds the fields by their columns; it is empty where the release names only
    the table (many-to-many), which then has no model's `name`.
    `defaulted` are the columns whose value the release leaves to the database (db_default).
    """

    table: str
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    defaulted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
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
        return next((model for model in self.models if model.table == table), None)


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
