"""A release's code and a schema that it meets, beside the one that it was made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from migration_safety.core.operations.model import Code, Model
from migration_safety.databases.postgresql.schema.table import Constraint, Table

Snapshot = Mapping[str, Table]
VIEWS = ("view", "materialized view")


@dataclass(frozen=True)
class Meeting:
    """`own` is the schema that the code was made for, `met` the one that it meets.

    `before` is the older one of the passage: rows that stand in the way are in its columns.
    """

    code: Code
    own: Snapshot
    met: Snapshot
    before: Snapshot

    def lacks(self, model: Model) -> bool:
        """Whether the code's table is gone, or not there yet."""
        return model.table in self.own and model.table not in self.met

    def lost(self, model: Model) -> Iterator[str]:
        """The columns of the code that the schema it meets does not have."""
        own, met = self.own.get(model.table), self.met.get(model.table)
        if own and met:
            yield from (c for c in model.columns if c in own.columns and c not in met.columns)

    def shared(self, model: Model) -> Iterator[str]:
        """The columns that the code writes and that both schemas have."""
        own, met = self.own[model.table], self.met[model.table]
        for column in model.columns:
            if column not in model.computed and column in own.columns and column in met.columns:
                yield column

    def why_unknown(self, model: Model) -> str:
        """What keeps from saying anything about the table, "" where nothing does."""
        own, met = self.own.get(model.table), self.met.get(model.table)
        if own is None:
            return ""
        if met and met.kind in VIEWS and own.kind not in VIEWS:
            return f"a view stands in for {model.table}: what it lets through is not predicted"
        if not model.columns.keys() <= own.columns.keys():
            return f"{model.table} is not made by the migrations alone"
        return ""

    def parents(self, model: Model) -> Iterator[Model]:
        """The models that it inherits a table from, theirs included."""
        for label in model.parents:
            parent = self.code.labelled(label)
            if parent is not None:
                yield parent
                yield from self.parents(parent)

    def pointing(self, table: str) -> Sequence[tuple[str, Constraint]]:
        """The foreign keys to a table of the schema that it meets, each with its own table."""
        return self._pointing.get(table, ())

    @cached_property
    def _pointing(self) -> dict[str, list[tuple[str, Constraint]]]:
        found: dict[str, list[tuple[str, Constraint]]] = {}
        for name, relation in self.met.items():
            for key in relation.of_kind("FOREIGN KEY"):
                found.setdefault(key.references, []).append((name, key))
        return found
