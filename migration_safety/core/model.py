"""What a release knows of the database: the tables and columns that its models name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A table, and the columns that every query of the release on it names.

    `columns` is empty where the release names only the table (many-to-many).
    `defaulted` are the columns whose value the release leaves to the database (db_default).
    """

    table: str
    columns: frozenset[str] = frozenset()
    defaulted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Code:
    """The models of one release, as far as they are on tables that somebody asks about."""

    models: tuple[Model, ...] = ()

    def names(self, table: str, column: str = "") -> bool:
        """Whether its queries name the table, and that column of it."""
        found = self._on(table)
        return found is not None and (not column or not found.columns or column in found.columns)

    def fills(self, table: str, column: str) -> bool:
        """Whether each INSERT of it gives the column a value of its own."""
        found = self._on(table)
        return found is not None and column in found.columns - found.defaulted

    def _on(self, table: str) -> Model | None:
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
