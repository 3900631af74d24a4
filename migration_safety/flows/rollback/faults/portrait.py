"""What a database holds that a migration may have changed, and what tells two of them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.difference import Difference, modes
from migration_safety.core.trial.schema.portrait import Portrait as Schema
from migration_safety.databases.postgresql.faults.rows import Table, contents, is_recorded
from migration_safety.databases.postgresql.faults.session import Session
from migration_safety.databases.postgresql.portrait import portrait as schema
from migration_safety.flows.rollback.faults.running.messages import Key

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Portrait:
    """Of the schema, and digests of columns by what they are called.

    `recorded`: django_migrations has the migration.
    """

    schema: Schema = field(default_factory=Schema)
    values: dict[str, str] = field(default_factory=dict)
    recorded: bool = False

    def without(self, columns: Collection[str]) -> Portrait:
        """The same, without digests that tell nothing."""
        values = {name: it for name, it in self.values.items() if name not in columns}
        return replace(self, values=values)

    def differences(self, other: Portrait) -> tuple[str, ...]:
        """From this one to the other, in plain words; the record aside, and mere names."""
        found = modes(differences(self.schema, other.schema))["semantic"]
        return (*(_words(each, other.schema) for each in found), *self._values(other))

    def unlike(self, other: Portrait) -> frozenset[str]:
        """The columns that both have, with other values."""
        both = self.values.keys() & other.values.keys()
        return frozenset(name for name in both if self.values[name] != other.values[name])

    def _values(self, other: Portrait) -> Iterator[str]:
        """Of tables and columns that both have: the others are told as objects."""
        for name in sorted(self.unlike(other)):
            was, now = self.values[name], other.values[name]
            counted = name.startswith("rows ")
            yield f"{now} {name} instead of {was}" if counted else f"other {name}"


def portrait(session: Session, key: Key, tables: Collection[Table]) -> Portrait:
    """Of the database, with the contents of those tables."""
    return Portrait(schema(session), contents(session, tables), is_recorded(session, *key))


def told(words: Collection[str]) -> tuple[str, ...]:
    """The first of them, and how many more."""
    first, more = tuple(words)[:SHOWN], len(words) - SHOWN
    return (*first, f"and {more} more") if more > 0 else first


def _words(has: Difference, after: Schema) -> str:
    fact = after.by_key.get((has.kind, has.table, has.name))
    aspects = fact.aspects if fact else {}
    if "invalid" in aspects.get("state", ""):
        return f"INVALID {has.label}"
    if aspects.get("validated") == "no":
        return f"NOT VALID {has.label}"
    if has.change == "changed":
        return f"{has.label}: {has.after or 'nothing'} instead of {has.before or 'nothing'}"
    return f"{has.label} is gone" if has.change == "lost" else has.label
