"""Tables with their columns, indexes and constraints, as a database's catalog names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """`type` in the database's words; `default` and `generated` are SQL, "" for none.

    `identity` is "always", "by default" or ""; `collation` is "" for the one of its type.
    """

    name: str
    type: str
    not_null: bool = False
    default: str = ""
    identity: str = ""
    generated: str = ""
    collation: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """`keys` are its keys as SQL, each with operator class, collation and order where these
    are not the default; `columns` holds "" for an expression.  `condition` is SQL, "" for all
    rows.  `constraint`: a constraint stands on it.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    unique: bool = False
    primary: bool = False
    valid: bool = True
    method: str = "btree"
    condition: str = ""
    constraint: bool = False
    nulls_distinct: bool = True


@dataclass(frozen=True, slots=True)
class Constraint:
    """`kind` is the manual's word: "PRIMARY KEY", "FOREIGN KEY", "UNIQUE", "CHECK", "EXCLUDE".

    `definition` is SQL.  `validated`: no row from before it breaks it; `enforced`: no row may.
    """

    name: str
    table: str
    kind: str
    columns: tuple[str, ...]
    definition: str = ""
    references: str = ""
    referenced: tuple[str, ...] = ()
    validated: bool = True
    enforced: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`path` is its schema and its bare name, `rows` the planner's estimate, None for none."""

    name: str
    path: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    indexes: tuple[Index, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    rows: int | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of its primary key."""
        return next((index.columns for index in self.indexes if index.primary), ())

    def of_kind(self, kind: str) -> list[Constraint]:
        """Its constraints of that kind."""
        return [constraint for constraint in self.constraints if constraint.kind == kind]


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tables by name; those outside the search path are named with their schema."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    def indexes(self) -> Iterator[Index]:
        """All indexes."""
        for table in self.tables.values():
            yield from table.indexes

    def constraints(self, *kinds: str) -> Iterator[Constraint]:
        """All constraints of those kinds."""
        for table in self.tables.values():
            yield from (each for each in table.constraints if each.kind in kinds)
