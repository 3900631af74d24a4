"""The models of one moment, and the tables that the database has then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps.registry import Apps
from django.db import connections

from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.rows.models import KEPT_BY_DJANGO, Model, fillable
from migration_safety.rows.moments.forthcoming import with_forthcoming
from migration_safety.rows.moments.kept import keep

RECORD = "django_migrations"
# Names that Django cannot list: those with a schema.
QUALIFIED = '"."'
ABSENT = "the database has no such table"
NO_MODEL = "no model of that moment has it"
UNMANAGED = "its model is not managed by Django"


@dataclass(slots=True)
class Moment:
    """`known` are the models by label whose tables are there; `unfilled` says by table why it
    stays empty.  There is nothing left to do about the labels that are `settled`; those that are
    `plain` are filled without a thought of what is demanded later."""

    target: Any
    alias: str
    models: Apps
    known: dict[str, Model] = field(default_factory=dict)
    unfilled: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=lambda: set(KEPT_BY_DJANGO))
    plain: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        there = _tables(self.alias)
        for label, model in fillable(self.alias, self.models).items():
            if model._meta.db_table in there or QUALIFIED in model._meta.db_table:
                self.known[label] = model
            else:
                self.unfilled[model._meta.db_table] = ABSENT
        unmanaged = {
            model._meta.db_table for model in self.models.get_models() if not model._meta.managed
        }
        for table in sorted(there - {model._meta.db_table for model in self.known.values()}):
            if not self.target.holding(table, None).rows:
                self.unfilled[table] = UNMANAGED if table in unmanaged else NO_MODEL

    def keep(self) -> list[Volume]:
        """Write the rows that Django itself would have written by then."""
        found = keep(self.alias, self.known, self.models)
        return [Volume(label, self.table(label), rows, None, 0.0) for label, rows in found.items()]

    def table(self, label: str) -> str:
        """The table of a model."""
        return str(self.known[label]._meta.db_table)

    def held(self, most: int) -> dict[str, int]:
        """By table, how many rows there are, counted up to `most`."""
        tables = [self.table(label) for label in self.known]
        return dict(self.target.few(tables, most)) if tables else {}

    def constraints(self, labels: Collection[str]) -> Mapping[str, Constraints]:
        """What the tables demand, and what they will; those that cannot be read are given up."""
        return {
            label: each
            if label in self.plain
            else with_forthcoming(self.known[label], each, self.alias)
            for label, each in self._present(labels).items()
        }

    def give_up(self, label: str, reason: object) -> None:
        """Nothing more is tried with the table of that label, which may have some rows."""
        if not self.target.holding(self.table(label), None).rows:
            self.unfilled[self.table(label)] = str(reason)
        self.settled.add(label)

    def fails(self, label: str, reason: object) -> None:
        """Try once more without what is only demanded later; then never again."""
        if label in self.plain:
            self.give_up(label, reason)
        self.plain.add(label)

    def _present(self, labels: Collection[str]) -> Mapping[str, Constraints]:
        tables = {label: self.table(label) for label in labels}
        try:
            found = self.target.constraints(list(tables.values()))
            return {label: found[table] for label, table in tables.items()}
        except VolumeError:
            return {label: each for label in labels for each in self._constraints(label)}

    def _constraints(self, label: str) -> list[Constraints]:
        table = self.table(label)
        try:
            return [self.target.constraints([table])[table]]
        except VolumeError as error:
            self.give_up(label, error)
            return []


def _tables(alias: str) -> set[str]:
    """Those that can be written to, but the record of migrations; of a partitioned one the
    whole."""
    connection: Any = connections[alias]
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    return {each.name for each in found if each.type == "t" and each.name != RECORD}
