"""A portrait: everything in the schema of a database at one moment, as plain facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One object of the schema, or one part of a table.

    `kind` is PostgreSQL's word for it ("table", "column", "foreign key", "trigger").  `table`
    is the relation that it is or belongs to, with its schema where that is not the session's
    own, and "" for what belongs to none; `name` is "" where the fact is that relation itself.
    `definition` holds its aspects by name, sorted, none of which tells the name of the fact:
    an absent aspect has the value that PostgreSQL gives without being asked.  `columns` are
    those of a table in their order, or those that an index or a constraint is on ("" for an
    expression).

    `lineage` is (oid, number of the column): it survives a rename and not a re-creation.
    `detail` is told to people.  Neither makes two facts different.
    """

    kind: str
    table: str
    name: str
    definition: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    lineage: tuple[int, int] = field(default=(0, 0), compare=False)
    detail: str = field(default="", compare=False)

    @property
    def key(self) -> Key:
        """What no two facts of a portrait share."""
        return self.kind, self.table, self.name

    @property
    def aspects(self) -> Mapping[str, str]:
        """Its definition, to look things up in."""
        return dict(self.definition)


@dataclass(frozen=True)
class Portrait:
    """All facts, sorted; `unmodelled` are objects of which only the existence is a fact."""

    facts: tuple[Fact, ...] = ()
    unmodelled: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Equal for equal schemas: 64 hexadecimal digits, of no use across releases of ours."""
        told = [(*fact.key, fact.definition, fact.columns) for fact in self.facts]
        return sha256(repr(told).encode()).hexdigest()

    @cached_property
    def by_key(self) -> Mapping[Key, Fact]:
        """The facts by kind, table and name."""
        return {fact.key: fact for fact in self.facts}
