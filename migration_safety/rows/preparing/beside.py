"""New rows beside those of others: nothing that may be there only once is there already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from migration_safety.core.volume.constraint import Constraints, Unique
from migration_safety.rows.recipe import CHUNK_ROWS, SAMPLE_ROWS, Recipe
from migration_safety.rows.sources.inside import inside
from migration_safety.rows.sources.numbered.numbers import Numbers
from migration_safety.rows.sources.numbered.renamed import Renamed
from migration_safety.rows.sources.numbered.serial import Serial
from migration_safety.rows.sources.numbered.uuids import Uuids
from migration_safety.rows.sources.pool import Pool
from migration_safety.rows.sources.source import Source

# So many rows are compared one by one, and so many slices of more than that.
COMPARED = CHUNK_ROWS
SLICES = COMPARED // SAMPLE_ROWS
# So many identifiers of a table are looked at.
KNOWN = 4096
# Which every type and every vendor orders as their numbers.
ORDERED = frozenset({"number", "date", "moment", "time", "bytes"})


@dataclass(frozen=True, slots=True)
class Beside:
    """A table that holds rows already; `uniques` are what no two rows may share.

    `free` are new rows that can begin at another number, so that a doubt is enough to do so.
    """

    target: Any
    table: str
    uniques: tuple[Unique, ...]
    free: bool

    def taken(self, recipe: Recipe) -> Unique | None:
        """What the table has values for that rows of the recipe would have as well."""
        found = (each for each in self.uniques if self._apart(each, recipe) is False)
        return next(found, None) if recipe.rows > COMPARED else None

    def untold(self, recipe: Recipe) -> list[str]:
        """Of which columns only a part of the rows can be compared, as a note says it."""
        found = (each for each in self.uniques if not self._apart(each, recipe))
        columns = dict.fromkeys(f"({', '.join(each.columns)})" for each in found)
        if recipe.rows <= COMPARED or not columns:
            return []
        return [
            f"{recipe.label}: {COMPARED:,} of {recipe.rows:,} rows were compared with those that"
            f" are there already, by {', '.join(columns)}; the rest cannot be told before."
        ]

    def _apart(self, unique: Unique, recipe: Recipe) -> bool | None:
        """Whether its columns differ from all that is there; None where nobody can tell."""
        wanted = set(unique.columns)
        simple = (each for source in recipe.sources for each in inside(source))
        verdicts = {
            verdict
            for each in simple
            if not wanted.isdisjoint(each.columns)
            for verdict in self._verdicts(each, wanted, recipe)
        }
        if True in verdicts:
            return True
        alone = len(unique.columns) == 1 and not unique.condition
        return False if False in verdicts and (self.free or alone) else None

    def _verdicts(
        self, source: Source, wanted: Collection[str], recipe: Recipe
    ) -> Iterator[bool | None]:
        if isinstance(source, Serial | Renamed):
            # Keys begin after the highest one.
            yield True
        elif isinstance(source, Numbers) and source.format in ORDERED and source.before != "{":
            ends = sorted((recipe.first, recipe.end - 1), key=source.step.__mul__)
            low, high = source.cells(ends)
            yield not self.target.between(self.table, source.column, low, high)
        elif isinstance(source, Uuids):
            yield not any(recipe.first <= row < recipe.end for row in self._rows(source))
        elif isinstance(source, Pool):
            for column, apart in source.numbers():
                if column in wanted:
                    first, last = recipe.first + 1, recipe.end
                    held = self.target.numbered(self.table, column, first, last, apart=apart)
                    # A number in a text is not the whole text.
                    yield not held or (None if not self.free else False)

    def _rows(self, source: Uuids) -> Iterator[int]:
        for cell in self.target.cells(self.table, source.column, KNOWN):
            with suppress(ValueError):
                yield source.row(cell)


def differing(
    constraints: Constraints, columns: Collection[str], new: Collection[str]
) -> tuple[Unique, ...]:
    """The constraints on `columns` that rows of others may stand in the way of; `new` are
    references to rows that nothing refers to yet."""
    return tuple(
        each
        for each in constraints.uniques
        if set(each.columns) <= {*columns, *constraints.filled}
        and (not each.nulls_distinct or set(new).isdisjoint(each.columns))
    )
