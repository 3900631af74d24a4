"""The recipe of one table: a source for each of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from itertools import chain

from django.db import models
from django.utils import timezone

from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.template import Template
from migration_safety.errors import VolumeError
from migration_safety.rows.composing.distinct import Distinct, TooFewError
from migration_safety.rows.composing.generic import generic_sources
from migration_safety.rows.composing.groups import together
from migration_safety.rows.composing.numbering import numbered
from migration_safety.rows.composing.pools import (
    Fragment,
    Gates,
    Group,
    batches,
    grouped,
    satisfied,
)
from migration_safety.rows.composing.relation import constant, nothing, relation
from migration_safety.rows.composing.stretches import stretches
from migration_safety.rows.composing.world import AnyField, World
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.sources.choice import Either, Joined
from migration_safety.rows.sources.chunk import Chunk
from migration_safety.rows.sources.listed import Listed
from migration_safety.rows.sources.permuted import Permuted
from migration_safety.rows.sources.serial import Serial
from migration_safety.rows.sources.source import Countable, Source
from migration_safety.rows.sources.timeline import Timeline

SAMPLE = 3
AUTO = (models.AutoField, models.BigAutoField, models.SmallAutoField)
# The text itself and a word before the number.
ROOM = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """`rows` from row number `first` on, of a table whose own rows count from `origin` on.

    `starts` as Serial takes them; `referred` are columns that other tables refer to,
    `postponed` references that are NULL until all tables have their rows.
    """

    rows: int
    first: int = 0
    origin: int = 0
    starts: tuple[tuple[int, int], ...] = ((0, 1),)
    referred: frozenset[str] = frozenset()
    postponed: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        """All rows, those of earlier runs included."""
        return self.first + self.rows - self.origin


@dataclass
class Composer:
    """Works on one table; what is decided first is not decided again."""

    model: type[models.Model]
    wanted: Wanted
    constraints: Constraints
    world: World
    sources: dict[tuple[str, ...], Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = self.model._meta
        self.label = options.label
        self.fields: dict[str, AnyField] = {
            each.column: each
            for each in options.local_concrete_fields
            if each.column not in self.constraints.filled or isinstance(each, AUTO)
        }
        self.relations = {
            column: relation(each, self.label, self.world, null=self.nullable(column))
            for column, each in self.fields.items()
            if each.remote_field
        }

    def nullable(self, column: str) -> bool:
        """As the database sees it, and the model."""
        return self.fields[column].null and column not in self.constraints.required

    @property
    def free(self) -> list[str]:
        """The columns that nothing was decided on."""
        taken = {column for columns in self.sources for column in columns}
        return [column for column in self.fields if column not in taken]

    def recipe(self) -> Recipe:
        """Decide on every column, the most constrained first."""
        for column, each in self.fields.items():
            if isinstance(each, AUTO):
                self.sources[(column,)] = Serial(column, self.wanted.starts)
        for column in self.wanted.postponed:
            self.sources[(column,)] = nothing(column)
        self.sources |= stretches(self.constraints, self.fields, self.world.offset)
        distinct = self._distinct()
        self.sources |= generic_sources(self.model, self.free, self.world, self.nullable)
        for column in self.free:
            if column in self.relations:
                self.sources[(column,)] = self.relations[column].source(self.world.shape)
        self._timeline()
        self._pools(distinct)
        options = self.model._meta
        rows, first = self.wanted.rows, self.wanted.first
        sources = tuple(self.sources.values())
        return Recipe(self.label, options.db_table, sources, self.world.seed, rows, first)

    def _distinct(self) -> Distinct:
        references = frozenset(self.relations)
        distinct = Distinct(
            self.label,
            self.wanted.total,
            self.wanted.origin,
            self._countable,
            self._textual,
            references,
        )
        distinct.sources |= self.sources
        for column in self.wanted.referred & set(self.free):
            if source := self._countable(column):
                distinct.sources[(column,)] = source
        nullable = [column for column in self.fields if self.nullable(column)]
        uniques = [
            each for each in self.constraints.uniques if set(each.columns) <= set(self.fields)
        ]
        distinct.satisfy(uniques, nullable)
        self.sources |= distinct.sources
        return distinct

    def _countable(self, column: str) -> Countable | None:
        each = self.fields[column]
        if has := self.relations.get(column):
            if has.key is None or has.own:
                return None
            return Permuted((column,), (has.key,), (has.rows,), self.wanted.origin)
        if each.choices or isinstance(each, models.BooleanField):
            values = dict.fromkeys([True, False] if not each.choices else flat(each))
            return Listed(column, tuple(self.world.encode(each, value) for value in values))
        return numbered(each, self.world.seed, self.world.offset)

    def _textual(self, column: str) -> bool:
        """Whether a row's number has room in a text that looks like others of its kind."""
        each = self.fields[column]
        if column in self.wanted.referred or each.primary_key or each.choices or each.remote_field:
            return False
        if not isinstance(each, models.CharField | models.TextField | models.FileField):
            return False
        digits = len(str(self.wanted.first + self.wanted.rows))
        return each.max_length is None or each.max_length >= digits + ROOM

    def _timeline(self) -> None:
        """Times that Django sets when a row is saved: in the order of the rows."""
        bound = {
            name
            for each in self.constraints.checks
            if len(each.columns) > 1
            for name in each.columns
        }
        bound |= {name for each in self.constraints.uniques for name in each.condition_columns}
        stamps = [name for name in self.free if name not in bound and is_stamp(self.fields[name])]
        kinds = [
            "moment" if self.fields[name].get_internal_type() == "DateTimeField" else "date"
            for name in stamps
        ]
        if stamps:
            shape = self.world.shape
            self.sources[tuple(stamps)] = Timeline(
                tuple(stamps),
                tuple(kinds),
                self.wanted.first + self.wanted.rows,
                self.world.end.toordinal(),
                shape.days,
                shape.growth,
                self.world.offset,
            )

    def _pools(self, distinct: Distinct) -> None:
        """What is left comes from prototypes, in groups that travel together."""
        attnames = frozenset(self.fields[name].attname for name in distinct.templates)
        built = self.world.prototypes(self.model, attnames)
        offered = set(built.rows[0]) if built.rows else set()
        later = {name for _, combined in distinct.conditional for name in combined.columns}
        for name in self.free:
            if self.fields[name].attname not in offered and name not in later:
                self._without_prototype(name)
        names = [name for name in self.free if name not in later]
        checks = [each for each in self.constraints.checks if self._judged(each, names)]
        for columns in together(names, self._bonds(built, checks, distinct.conditional)):
            group = self._group(columns, names, built)
            mine = [each for each in checks if set(each.columns) & set(columns)]
            sample = Chunk(self.world.seed, self.constraints.table, 0, SAMPLE)
            group = satisfied(group, mine, self.constraints, self.world.judge, sample)
            conditional = [
                each
                for each in distinct.conditional
                if set(each[0].condition_columns) & set(columns)
            ]
            self._put(group, conditional, sample)
        for name in later & set(self.free):
            self.sources[(name,)] = self._ordinary(name)

    def _bonds(
        self,
        built: Prototypes,
        checks: Iterable[Check],
        conditional: Iterable[tuple[Unique, Permuted]],
    ) -> list[frozenset[str]]:
        columns = {each.attname: column for column, each in self.fields.items()}
        bonds = [
            frozenset(columns[name] for name in group if columns.get(name) in self.free)
            for group in built.groups
        ]
        bonds += [frozenset(each.columns) for each in checks]
        return bonds + [frozenset(unique.condition_columns) for unique, _ in conditional]

    def _judged(self, check: Check, names: Iterable[str]) -> bool:
        """Whether values can be chosen so that it is satisfied; the trial sees to all others."""
        if not set(check.columns) <= set(self.fields):
            return False
        gated = [name for name in check.columns if name not in names]
        return len(gated) < len(check.columns) or any(map(self.nullable, gated))

    def _group(self, columns: tuple[str, ...], names: list[str], built: Prototypes) -> Group:
        own = tuple(name for name in columns if name in names)
        others = [key for key in self.sources if set(key) & set(columns)]
        gates = Gates(
            tuple(self.sources.pop(key) for key in others),
            frozenset(name for key in others for name in key if self.nullable(name)),
        )
        rows = [self._fragment(own, row) for row in built.rows]
        return grouped(own, rows, gates)

    def _fragment(self, columns: Iterable[str], row: Mapping[str, object]) -> Fragment:
        cells = []
        for name in columns:
            each = self.fields[name]
            value = row[each.attname]
            parts = value.parts if isinstance(value, Template) else (value,)
            cells.append(tuple(self.world.encode(each, part) for part in parts))
        return tuple(cells)

    def _put(self, group: Group, conditional: list[tuple[Unique, Permuted]], sample: Chunk) -> None:
        """The group's source; where a constraint holds for some rows, they are told apart."""
        for unique, combined in conditional:
            rows = list(chain.from_iterable(group.samples(sample)))
            verdicts = self.world.judge.covered(self.constraints, unique, group.columns, rows)
            true = [any(each) for each in batches(verdicts, sample.rows)]
            if not any(true):
                continue
            rest = group.keep([not each for each in true])
            if not rest.fragments:
                raise TooFewError(self.label, self.wanted.total, unique, combined.capacity)
            if self.sources.keys() & {(name,) for name in combined.columns} or (
                combined.columns in self.sources
            ):
                group = rest
                continue
            some = group.keep(true)
            others = tuple(self._ordinary(name) for name in combined.columns)
            both = Either(
                self.wanted.origin + combined.capacity,
                Joined((combined, some.source())),
                Joined((*others, rest.source())),
            )
            self.sources[both.columns] = both
            return
        if group.columns:
            source = group.source()
            self.sources[source.columns] = source

    def _ordinary(self, name: str) -> Source:
        if name in self.relations:
            return self.relations[name].source(self.world.shape)
        source = self._countable(name)
        assert source is not None
        return Permuted((name,), (source,), (source.capacity or 1,), self.wanted.origin)

    def _without_prototype(self, name: str) -> None:
        """A column that no factory fills: by its number, its default, or not at all."""
        each = self.fields[name]
        if source := numbered(each, self.world.seed, self.world.offset):
            self.sources[(name,)] = source
        elif self.nullable(name):
            self.sources[(name,)] = nothing(name)
        elif each.has_default() and not each.has_db_default():
            self.sources[(name,)] = constant(name, self.world.encode(each, each.get_default()))
        elif each.has_db_default():
            del self.fields[name]
        else:
            raise VolumeError(
                f"{self.label}.{each.name} cannot be filled: nothing is known of {type(each).__name__}.",
                f"Write a factory for {self.label}, or give the field a default.",
            )


def is_stamp(field: AnyField) -> bool:
    """Whether Django or a default sets it to the time of saving."""
    if not isinstance(field, models.DateField):
        return False
    return field.auto_now or field.auto_now_add or field.default is timezone.now


def flat(field: AnyField) -> Iterable[object]:
    """The values of its choices."""
    return [value for value, _ in field.flatchoices]
