"""--statistics: what a file wants of the tables that are to be filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from django.apps import apps

from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import VolumeError
from migration_safety.flows.statistics import text_of
from migration_safety.reading.columns import columns
from migration_safety.reading.state.known import stored
from migration_safety.reading.statistics.load import loads
from migration_safety.rows.models import KEPT_BY_DJANGO, Model, references

Known = Mapping[tuple[str, str], ColumnStatistics]
# From so many different values for its rows on, a column counts as unique.
UNIQUE = 0.95


@dataclass(frozen=True, slots=True)
class Likeness:
    """A file by its `name`, and what it says; without a name there is none."""

    name: str = ""
    given: Statistics = field(default_factory=Statistics)
    sources: Mapping[str, str] = field(default_factory=dict)

    def rows(self, models: Mapping[str, Model]) -> dict[str, int]:
        """By label, how many rows the file counts; Django's own tables are never filled."""
        tables = {label: self.table(model) for label, model in models.items()}
        found = {label: table.rows for label, table in tables.items() if table and table.rows}
        if self.name and not found:
            raise VolumeError(
                f"{self.name} counts no row of any model of this project.",
                "Export it from a database that this project's code runs on, after ANALYZE.",
            )
        return {label: rows for label, rows in found.items() if label not in KEPT_BY_DJANGO}

    def table(self, model: Model) -> TableStatistics | None:
        """What the file says of the model's table."""
        return self.given.tables.get(stored(model._meta.db_table))

    def expected(self, models: Mapping[str, Model], rows: Mapping[str, int]) -> Statistics:
        """What the tables of these labels are to have with so many rows each."""
        grown = {
            label: count / table.rows
            for label, count in rows.items()
            if (table := self.table(models[label])) and table.rows
        }
        return Statistics(
            {
                stored(models[label]._meta.db_table): TableStatistics(
                    rows[label], columns=dict(self._columns(models[label], grown))
                )
                for label in grown
            }
        )

    def _columns(
        self, model: Model, grown: Mapping[str, float]
    ) -> Iterator[tuple[str, ColumnStatistics]]:
        table = self.table(model)
        parents = {each.column: each.parent._meta.label for each in references(model)}
        for name, column in table.columns.items() if table else ():
            yield name, with_parents(column, grown.get(parents.get(name, ""), 1.0))

    def notes(self, models: Mapping[str, Model], rows: Mapping[str, int]) -> Iterator[str]:
        """Where the file and the project differ."""
        if not self.name:
            return
        strange = sorted(set(self.given.tables) - {each.table for each in columns(apps)})
        if strange:
            yield f"{self.name} has tables that this project has not: {', '.join(strange)}."
        new = sorted(label for label in rows if not self.table(models[label]))
        if new:
            yield f"{self.name} does not know {', '.join(new)}: filled as without it."


def read(path: Path | None) -> Likeness:
    """Raises VolumeError where it cannot be read, or is no statistics file of this version."""
    if path is None:
        return Likeness()
    text = text_of(path)
    digest = blake2b(text.encode(), digest_size=8).hexdigest()
    return Likeness(path.name, loads(text), {"statistics": digest})


def with_parents(column: ColumnStatistics, factor: float) -> ColumnStatistics:
    """A reference whose parents are so many times as many: more of them are referred to.

    Where the file lists all of them they keep their rows, and what is added has none.
    """
    if column.distinct is None or column.distinct <= 0 or factor == 1:
        return column
    listed = column.distinct <= len(column.frequencies)
    if listed and factor > 1:
        return column
    return replace(column, distinct=max(1, round(column.distinct * factor)))


def variety(
    wanted: Known, models: Mapping[str, Model], rows: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """By label and attname, how many different values each column has that prototypes fill.

    Where each row has another value, none of them comes from a prototype.
    """
    found: dict[str, dict[str, int]] = {}
    for (label, name), column in wanted.items():
        attnames = {
            str(each.column): each.attname
            for each in models[label]._meta.local_concrete_fields
            if not each.remote_field
        }
        distinct = column.distinct_count(rows.get(label, 0)) or 0
        if name in attnames and not column.bounds and distinct < UNIQUE * rows.get(label, 0):
            found.setdefault(label, {})[attnames[name]] = distinct
    return found


def known(expected: Statistics, models: Mapping[str, Model], shape: Shape) -> Known:
    """By label and column, what is wanted of it; fractions of NULLs in a shape go before."""
    found = {
        (label, name): column
        for label, model in models.items()
        if (table := expected.tables.get(stored(model._meta.db_table)))
        for name, column in table.columns.items()
    }
    for label, model in models.items():
        for each in model._meta.local_concrete_fields:
            nulls = shape.nulls.get(f"{label}.{each.name}")
            if nulls is not None:
                key = (label, str(each.column))
                found[key] = replace(found.get(key, ColumnStatistics()), null_fraction=nulls)
    return found
