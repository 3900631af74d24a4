"""The columns of a table, and what was decided on them so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import models

from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.rows.composing.references.relation import Relation, relation
from migration_safety.rows.composing.spreading.references import favoured
from migration_safety.rows.composing.tenants.belonging import Belonging
from migration_safety.rows.composing.uniqueness.numbering import numbered
from migration_safety.rows.composing.wanted import Wanted
from migration_safety.rows.composing.world import AnyField, World
from migration_safety.rows.sources.numbered.chain import Chain
from migration_safety.rows.sources.numbered.listed import Listed
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.numbered.renamed import Renamed
from migration_safety.rows.sources.numbered.shifted import Shifted
from migration_safety.rows.sources.source import Countable, Source

AUTO = (models.AutoField, models.BigAutoField, models.SmallAutoField)
TEXT = (models.CharField, models.TextField, models.FileField)
# In a text with a number there is room for that and a word before it.
WORD = 4


@dataclass
class Sheet:
    """Works on one table; a column that has a source keeps it."""

    model: type[models.Model]
    wanted: Wanted
    constraints: Constraints
    world: World
    sources: dict[tuple[str, ...], Source] = field(default_factory=dict)
    belonging: Belonging | None = None

    def __post_init__(self) -> None:
        self.label = self.model._meta.label
        self.fields: dict[str, AnyField] = {
            str(each.column): each
            for each in self.model._meta.local_concrete_fields
            if each.column not in self.constraints.filled or isinstance(each, AUTO)
        }
        self.relations: dict[str, Relation] = {
            column: relation(each, self.label, self.world, null=self.nullable(column))
            for column, each in self.fields.items()
            if each.remote_field and column not in self.wanted.postponed
        }

    @property
    def seed(self) -> str:
        """For its columns alone: those of other tables may have the same names."""
        return f"{self.world.seed}\t{self.model._meta.db_table}"

    @property
    def taken(self) -> set[str]:
        """The columns that have a source."""
        return {column for columns in self.sources for column in columns}

    @property
    def free(self) -> list[str]:
        """The columns that have none."""
        taken = self.taken
        return [column for column in self.fields if column not in taken]

    def put(self, source: Source) -> None:
        """Decide on the columns of a source."""
        self.sources[source.columns] = source

    def known(self, column: str) -> ColumnStatistics | None:
        """What statistics say of it; a profile says at most how often it is NULL."""
        found = self.world.statistics.get((self.label, column))
        if found or column not in self.fields:
            return found
        nulls = self.world.shape.nulls.get(f"{self.label}.{self.fields[column].name}")
        return None if nulls is None else ColumnStatistics(null_fraction=nulls)

    def nullable(self, column: str) -> bool:
        """By the model and by the database."""
        return self.fields[column].null and column not in self.constraints.required

    def absent(self, column: str) -> bool:
        """Whether it is NULL in every row, as there is none to refer to."""
        relation = self.relations.get(column)
        return relation is not None and relation.key is None and not relation.own

    def textual(self, column: str) -> bool:
        """Whether a row's number has room in a text that looks like others of its kind."""
        each = self.fields[column]
        if column in self.wanted.referred or each.primary_key or each.choices or each.remote_field:
            return False
        room = len(str(self.wanted.end)) + WORD
        return isinstance(each, TEXT) and (each.max_length is None or each.max_length >= room)

    def countable(self, column: str) -> Countable | None:
        """A source with another cell in every row; None where there is none."""
        each = self.fields[column]
        if has := self.relations.get(column):
            if has.own or has.key is None:
                return None
            if self.grown(column):
                return self.over(column, Shifted(has.key, has.before), has.rows - has.before)
            return self.over(column, has.key, has.rows)
        if each.choices or isinstance(each, models.BooleanField):
            cells = tuple(self.world.encode(each, value) for value in offered(each))
            return self.over(column, Listed(column, cells), len(cells))
        return numbered(each, self.seed, self.world.offset)

    def over(self, column: str, source: Countable, size: int) -> Permuted:
        """The cells of another source, each once."""
        return Permuted((column,), (source,), (size,), self.start([column]))

    def _own_key(self, relation: Relation) -> Countable | None:
        """The keys of the table's own rows, if they were decided on."""
        source = self.sources.get((str(relation.field.target_field.column),))
        return source if isinstance(source, Countable) else None

    def own(self, column: str) -> Source | None:
        """A reference to the table itself that no two rows share; None for any other column."""
        has = self.relations.get(column)
        key = self._own_key(has) if has and has.own else None
        if has is None or key is None:
            return None
        return Chain(column, key) if has.null else Renamed(column, key)

    def grown(self, column: str) -> bool:
        """Whether it refers to a table that has new rows, while this one has some already."""
        has = self.relations.get(column)
        return bool(has and self.wanted.first > self.wanted.origin and has.before < has.rows)

    def start(self, columns: Iterable[str]) -> int:
        """The row number from which on combinations of these columns are counted.

        Those with new rows of a table that has grown are new, and counted anew.
        """
        return self.wanted.first if any(map(self.grown, columns)) else self.wanted.origin

    def limited(self, column: str) -> bool:
        """Whether it is a reference or a choice."""
        each = self.fields[column]
        return column in self.relations or each.choices or isinstance(each, models.BooleanField)

    def ordinary(self, column: str) -> Source:
        """Without a thought of uniqueness, for a reference or a choice."""
        if has := self.relations.get(column):
            if has.own:
                has = replace(has, key=self._own_key(has))
            known = self.known(column)
            any_of = favoured(has, self.world.shape, known, self.wanted.total)
            return self.belonging.bound(has, any_of, known) if self.belonging else any_of
        source = self.countable(column)
        if not isinstance(source, Permuted):
            raise TypeError(f"{self.label}: {column} is neither a reference nor a choice")
        return source


def offered(field: AnyField) -> Iterable[object]:
    """The values of a field's choices."""
    values = [value for value, _ in field.flatchoices] if field.choices else [True, False]
    return dict.fromkeys(value for value in values if value is not None)
