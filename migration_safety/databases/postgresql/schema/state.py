"""All relations at one moment of the history, and who refers to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from postgast import pg_query_pb2 as pb

from migration_safety.databases.postgresql.schema.table import Column, Constraint, Index, Table
from migration_safety.databases.postgresql.schema.types import Domain, Type


def relation_name(node: pb.RangeVar) -> str:
    """As reports and this schema spell it: without the schema public."""
    return _joined([node.schemaname, node.relname])


def list_name(node: pb.List) -> str:
    """A name that the grammar gives as a list of strings."""
    return _joined([item.string.sval for item in node.items])


def _joined(parts: list[str]) -> str:
    return ".".join(part for part in parts if part and part != "public")


@dataclass(slots=True)
class Schema:
    """The relations by name; `migration` is the one being read now, "" before the first.

    `new` are the relations that it, or the deploy that it belongs to, has made: nobody uses
    them yet.  `utc`: sessions run with TimeZone UTC.  `partitions` of partitioned tables.
    `new_types` are the enums that the migration has made, `new_values` what it has added to
    others: the value and its type.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    collations: dict[str, bool] = field(default_factory=dict)
    migration: str = ""
    new: set[str] = field(default_factory=set)
    utc: bool = True
    partitions: dict[str, list[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    kept: dict[str, Table] = field(default_factory=dict)
    inherited: dict[str, list[str]] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    new_types: set[str] = field(default_factory=set)
    new_values: dict[str, str] = field(default_factory=dict)

    def begin(self, migration: str, *, deploy_goes_on: bool = False) -> None:
        """The next migration; what the one before has made is in use from now on, as a rule."""
        self.migration = migration
        self.new_types.clear()
        self.new_values.clear()
        if not deploy_goes_on:
            self.new.clear()

    def table(self, name: str) -> Table:
        """The table, or one of which only the name is known (made outside the migrations)."""
        return self.tables.get(name) or Table(name)

    def known(self, name: str) -> Table:
        """The table to change; one made outside the migrations is noted from here on."""
        self.changed.add(name)
        return self.tables.setdefault(name, Table(name))

    def create(self, name: str, kind: str = "table") -> Table:
        """A new relation of the migration being read."""
        self.tables[name] = Table(name, kind=kind, made=True)
        self.new.add(name)
        self.changed.add(name)
        return self.tables[name]

    def index(self, name: str) -> tuple[Table, Index] | None:
        """An index by name, with its table, which has the same schema."""
        prefix, _, bare = name.rpartition(".")
        return next(
            (
                (table, table.indexes[bare])
                for table in self.tables.values()
                if bare in table.indexes and table.name.rpartition(".")[0] == prefix
            ),
            None,
        )

    def referencing(self, name: str, column: str = "") -> Iterator[tuple[Table, Constraint]]:
        """The foreign keys that point to a table, or to one of its columns."""
        for table in list(self.tables.values()):
            for constraint in table.of_kind("FOREIGN KEY"):
                if constraint.references == name and (
                    not column or column in constraint.referenced
                ):
                    yield table, constraint

    def parts(self) -> dict[str, tuple[str, ...]]:
        """The partitions of each partitioned table, those of its partitions included."""
        return {name: tuple(_below(name, self.partitions)) for name in self.partitions}

    def heirs(self) -> dict[str, tuple[str, ...]]:
        """The tables that inherit from each table, those that inherit from them included."""
        return {name: tuple(_below(name, self.inherited)) for name in self.inherited}

    def with_type(self, name: str) -> list[str]:
        """The tables with a column of that type."""
        return [
            table.name
            for table in self.tables.values()
            if any(column.type.name == name for column in table.columns.values())
        ]

    def settled(self, type_: Type) -> Type:
        """What a domain without constraints stands for; of other types they themselves."""
        domain = self.domains.get(type_.name)
        return domain.base if domain and not domain.constrained and not type_.array else type_

    def detach(self, name: str) -> None:
        """A table is no partition any more."""
        for parts in self.partitions.values():
            if name in parts:
                parts.remove(name)
        for table in self.tables.values():
            if table.default == name:
                table.default = ""

    def partitioned(self, name: str) -> str:
        """The table that a partition is part of, "" of any other table."""
        return next((parent for parent, parts in self.partitions.items() if name in parts), "")

    def below(self, name: str) -> list[str]:
        """The tables that refer to a table, those that refer to them, and so on."""
        found = [name]
        for each in found:
            children = dict.fromkeys(child.name for child, _ in self.referencing(each))
            found += [child for child in children if child not in found]
        return found[1:]

    def views_above(self, name: str, column: str = "") -> list[str]:
        """The views on a relation or a column of it, the views on those, and so on."""
        found = self.views_on(name, column)
        for each in found:
            found += [view for view in self.views_on(each) if view not in found]
        return found

    def views_on(self, name: str, column: str = "") -> list[str]:
        """The views and materialized views that read a relation, or a column of that name in it."""
        return [
            table.name
            for table in self.tables.values()
            if name in table.sources and (not column or {column, "*"} & table.reads)
        ]

    def read_by_view(self, name: str, column: str = "") -> dict[str, bool]:
        """As flags of an action: whether a view is in the way, and whether that is certain; of a
        view on several relations nobody knows whose column it reads."""
        views = [self.tables[view] for view in self.views_on(name, column)]
        alone = any(not column or set(view.sources) == {name} for view in views)
        return {"view in the way": bool(views), "reads no other table": alone}

    def drop(self, name: str) -> None:
        """Drop a relation, the foreign keys to it and the views on it, as CASCADE does."""
        for table, constraint in list(self.referencing(name)):
            self.known(table.name).constraints.pop(constraint.name, None)
        self.tables.pop(name, None)
        self.changed.add(name)
        self.new.discard(name)
        self.detach(name)
        self.inherited.pop(name, None)
        for heirs in self.inherited.values():
            heirs[:] = [heir for heir in heirs if heir != name]
        for part in self.partitions.pop(name, []):
            self.drop(part)
        for view in self.views_on(name):
            self.drop(view)

    def rename(self, old: str, new: str) -> None:
        """Give a relation another name, wherever it is named."""
        table = self.known(old)
        self.tables = {new if key == old else key: it for key, it in self.tables.items()}
        table.name = new
        self.changed.add(new)
        self.partitions = _renamed(self.partitions, old, new)
        self.inherited = _renamed(self.inherited, old, new)
        if old in self.new:
            self.new = {new if name == old else name for name in self.new}
        for each in self.tables.values():
            each.default = new if each.default == old else each.default
            each.sources = frozenset(new if source == old else source for source in each.sources)
            for constraint in each.of_kind("FOREIGN KEY"):
                if constraint.references == old:
                    constraint.references = new
                    self.changed.add(each.name)

    def rename_column(self, name: str, old: str, new: str) -> None:
        """Give a column another name, foreign keys to it included."""
        self.known(name).rename_column(old, new)
        for table, constraint in self.referencing(name, old):
            self.changed.add(table.name)
            constraint.referenced = tuple(
                new if column == old else column for column in constraint.referenced
            )

    def column(self, table: str, name: str) -> Column:
        """A column to change; unknown ones are noted from here on."""
        return self.known(table).columns.setdefault(name, Column())

    def required(self, table: str, name: str) -> bool:
        """Whether a row without a value for the column is refused."""
        return self.table(table).required(name)

    def snapshot(self) -> Mapping[str, Table]:
        """All relations as they are now; one that is unchanged is the same object as before."""
        if self.changed:
            self.kept = {name: it for name, it in self.kept.items() if name in self.tables}
            # In an order that does not depend on hashes.
            changed = sorted(self.changed & self.tables.keys())
            self.kept |= {name: self.tables[name].copied() for name in changed}
            self.changed.clear()
        return self.kept


def _below(name: str, children: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for child in children.get(name, ()):
        yield child
        yield from _below(child, children)


def _renamed(children: Mapping[str, list[str]], old: str, new: str) -> dict[str, list[str]]:
    return {
        new if key == old else key: [new if each == old else each for each in names]
        for key, names in children.items()
    }
