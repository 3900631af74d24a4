"""What the models of a project state say of the schema, to be held against portraits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from migration_safety.core.trial.schema.portrait import Fact

# What fields and Meta options can say of a table and of a column; all else is somebody else's.
TABLE = frozenset({"table", "name", "comment", "tablespace"})
COLUMN = frozenset(
    {"type", "not null", "default", "generated", "identity", "collation", "comment", "name"}
)


@dataclass(frozen=True, slots=True)
class ManagedTable:
    """One table of the state: its columns, and what stands on them.

    `names` are the constraints and indexes that Meta names.  Django finds the others by their
    columns: `unique`, `indexed`, `references` and `checked` are the lists of columns that
    fields and options put a unique constraint, an index, a foreign key or a check on; `keys`
    are primary keys, and `numbered` the columns that a sequence gives their values.
    """

    columns: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    unique: frozenset[tuple[str, ...]] = frozenset()
    indexed: frozenset[tuple[str, ...]] = frozenset()
    references: frozenset[tuple[str, ...]] = frozenset()
    checked: frozenset[tuple[str, ...]] = frozenset()
    keys: frozenset[tuple[str, ...]] = frozenset()
    numbered: frozenset[str] = frozenset()

    def __or__(self, other: ManagedTable) -> ManagedTable:
        """What either of them says, as of one table at two moments."""
        both = (getattr(self, it.name) | getattr(other, it.name) for it in fields(self))
        return ManagedTable(*both)


@dataclass(frozen=True, slots=True)
class Managed:
    """The tables of a state by their names in portraits."""

    tables: Mapping[str, ManagedTable] = field(default_factory=dict)

    def names(self, fact: Fact) -> bool:
        """Whether the state calls it by its very name."""
        table = self.tables.get(fact.table)
        return table is not None and fact.name in table.names

    def knows(self, fact: Fact, aspect: str = "") -> bool:
        """Whether the state can say that it is there, or how that aspect of it is."""
        table = self.tables.get(fact.table)
        if table is None:
            return False
        if fact.kind == "table":
            return not aspect or aspect in TABLE
        if fact.kind == "column":
            return fact.name in table.columns and (not aspect or aspect in COLUMN)
        if aspect in {"comment", "privileges", "security label"}:
            return False
        return fact.name in table.names or _implied(fact, table)


def _implied(fact: Fact, table: ManagedTable) -> bool:
    """Whether fields and options imply it, under whatever name."""
    standing = {
        "primary key": table.keys,
        "unique constraint": table.unique,
        "foreign key": table.references,
        "check constraint": table.checked,
    }
    if fact.kind == "sequence":
        return set(fact.columns) <= table.numbered
    if fact.kind == "index":
        return fact.columns in table.indexed and _plain(fact)
    return fact.columns in standing.get(fact.kind, ())


def _plain(fact: Fact) -> bool:
    """As a field makes them: of all rows, a B-tree or what the field's class asks for."""
    aspects = fact.aspects
    return "unique" not in aspects and " WHERE " not in aspects["definition"]
