"""What a database holds that a migration may have changed, and what tells two of them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

import psycopg

from migration_safety.databases.postgresql.faults.remains import changed, is_recorded, objects
from migration_safety.databases.postgresql.faults.rows import Table, contents
from migration_safety.flows.rollback.faults.messages import Key

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Portrait:
    """Definitions of objects and digests of columns, each by what it is called.

    `recorded`: django_migrations has the migration.
    """

    objects: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    recorded: bool = False

    def without(self, columns: Collection[str]) -> Portrait:
        """The same, without digests that tell nothing."""
        values = {name: it for name, it in self.values.items() if name not in columns}
        return replace(self, values=values)

    def differences(self, other: Portrait) -> tuple[str, ...]:
        """From this one to the other, in plain words; the record aside."""
        return (*changed(self.objects, other.objects), *self._values(other))

    def unlike(self, other: Portrait) -> frozenset[str]:
        """The columns that both have, with other values."""
        both = self.values.keys() & other.values.keys()
        return frozenset(name for name in both if self.values[name] != other.values[name])

    def _values(self, other: Portrait) -> Iterator[str]:
        """Of tables and columns that both have: the others are told as objects."""
        for name in sorted(self.unlike(other)):
            was, now = self.values[name], other.values[name]
            if name.startswith("rows "):
                yield f"{now} {name} instead of {was}"
            else:
                yield f"other {name}"


def portrait(connection: psycopg.Connection, key: Key, tables: Collection[Table]) -> Portrait:
    """Of the database, with the contents of those tables."""
    return Portrait(
        objects(connection), contents(connection, tables), is_recorded(connection, *key)
    )


def told(differences: Collection[str]) -> tuple[str, ...]:
    """The first of them, and how many more."""
    first, more = tuple(differences)[:SHOWN], len(differences) - SHOWN
    return (*first, f"and {more} more") if more > 0 else first
