"""Tables, columns, constraints and indexes, as far as a statement's effect depends on them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from migration_safety.databases.postgresql.schema.clauses import Clause
from migration_safety.databases.postgresql.schema.names import object_name
from migration_safety.databases.postgresql.schema.types import UNKNOWN, Type


@dataclass(slots=True)
class Column:
    """One column; `identity` covers serial columns too, `sequence` is what feeds either."""

    type: Type = UNKNOWN
    not_null: bool = False
    default: bool = False
    identity: bool = False
    sequence: str = ""
    generated: bool = False
    collation: str = ""


@dataclass(slots=True)
class Index:
    """One index; `columns` holds "" for an expression, `reads` every column it depends on.

    `order` is how each key is compared and sorted, empty where all are in the usual way;
    `source` says which migration made it.
    """

    name: str
    columns: tuple[str, ...]
    reads: frozenset[str]
    unique: bool = False
    partial: bool = False
    method: str = "btree"
    valid: bool = True
    order: tuple[str, ...] = ()
    source: str = ""

    @property
    def plain(self) -> bool:
        """Neither partial nor over an expression: ALTER COLUMN TYPE may keep it as it is."""
        return not self.partial and "" not in self.columns


@dataclass(slots=True)
class Constraint:
    """One constraint; `kind` is the word of the manual: "PRIMARY KEY", "FOREIGN KEY", "CHECK" ...

    `not_null` are the columns that a CHECK proves to be not null, `clauses` what it says of
    single columns; `source` says which migration made or validated it.  `acts`: it sees to the
    referring rows by itself (ON DELETE CASCADE, SET NULL, SET DEFAULT).
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    references: str = ""
    referenced: tuple[str, ...] = ()
    valid: bool = True
    deferred: bool = False
    not_null: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    source: str = ""
    acts: bool = False


@dataclass(slots=True)
class Table:
    """One relation; `kind` is the manual's word, `sources` is what a view reads.

    `keys` choose the partition of a row, "" for an expression; `default` is the partition of
    those that fit no other.  `made`: a statement has made it, so that all of it is known.
    `outputs` are a view's columns, as far as its query names them.
    """

    name: str
    kind: str = "table"
    columns: dict[str, Column] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    default: str = ""
    policies: set[str] = field(default_factory=set)
    outputs: tuple[str, ...] = ()
    made: bool = False

    def column(self, name: str) -> Column:
        """The column, or one of which nothing is known."""
        return self.columns.get(name) or Column()

    def of_kind(self, kind: str) -> list[Constraint]:
        """Its constraints of that kind."""
        return [constraint for constraint in self.constraints.values() if constraint.kind == kind]

    def leads(self, columns: tuple[str, ...]) -> bool:
        """Whether an index of all rows begins with those columns, in any order."""
        return any(
            set(index.columns[: len(columns)]) == set(columns) and not index.partial
            for index in self.indexes.values()
        )

    def like(self, index: Index) -> list[str]:
        """The indexes of all rows with exactly the same keys, which answer the same queries."""
        return [
            each.name
            for each in self.indexes.values()
            if each.name != index.name
            and each.plain
            and index.plain
            and (each.columns, each.method) == (index.columns, index.method)
            and each.order == index.order
            and (each.unique or not index.unique)
            and each.reads == index.reads
        ]

    def beginning(self, index: Index) -> list[str]:
        """The indexes that begin with all keys of a shorter one, or that it begins with."""
        return [
            each.name
            for each in self.indexes.values()
            if each.plain and index.plain and each.method == index.method == "btree"
            if not (each.order or index.order) and _begins(each, index)
        ]

    def lost_with(self, column: str) -> list[str]:
        """The constraints and indexes over several columns that go when one of them is dropped."""
        shared = [
            f"{each.kind} {each.name}"
            for each in self.constraints.values()
            if column in each.columns and len(each.columns) > 1
        ]
        return shared + [
            f"INDEX {each.name}"
            for each in self.indexes.values()
            if column in each.reads and len(each.reads) > 1 and each.name not in self.constraints
        ]

    def copied(self) -> Table:
        """As it is now, whatever becomes of it."""
        return replace(
            self,
            columns={name: replace(each) for name, each in self.columns.items()},
            indexes={name: replace(each) for name, each in self.indexes.items()},
            constraints={name: replace(each) for name, each in self.constraints.items()},
            policies=set(self.policies),
        )

    def required(self, name: str) -> bool:
        """Whether a row without a value for the column is refused."""
        column = self.column(name)
        return column.not_null and not (column.default or column.identity or column.generated)

    def put_column(self, name: str, column: Column) -> None:
        """Add a column; the name of its sequence stays, whatever is renamed later."""
        if column.identity:
            column.sequence = object_name(self.name.rpartition(".")[2], name, "seq")
        self.columns[name] = column

    def forget_column(self, name: str) -> None:
        """Drop a column with every index and constraint that depends on it."""
        self.columns.pop(name, None)
        for index in [each for each in self.indexes.values() if name in each.reads]:
            del self.indexes[index.name]
        for constraint in [each for each in self.constraints.values() if name in each.columns]:
            del self.constraints[constraint.name]

    def rename_column(self, old: str, new: str) -> None:
        """Give a column another name wherever it is used."""
        self.columns = {new if name == old else name: it for name, it in self.columns.items()}
        for index in self.indexes.values():
            index.columns = _renamed(index.columns, old, new)
            index.reads = frozenset(_renamed(tuple(index.reads), old, new))
        for constraint in self.constraints.values():
            constraint.columns = _renamed(constraint.columns, old, new)
            constraint.not_null = _renamed(constraint.not_null, old, new)
            constraint.clauses = tuple(
                frozenset(replace(t, column=new) if t.column == old else t for t in each)
                for each in constraint.clauses
            )
        self.keys = _renamed(self.keys, old, new)


def _begins(one: Index, other: Index) -> bool:
    """Whether the shorter one, which is not unique, is the beginning of the longer one."""
    short, long = sorted((one, other), key=lambda index: len(index.columns))
    proper = len(short.columns) < len(long.columns) and not short.unique
    return proper and long.columns[: len(short.columns)] == short.columns


def _renamed(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if column == old else column for column in columns)
