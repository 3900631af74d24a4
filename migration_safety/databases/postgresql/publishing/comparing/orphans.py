"""Foreign keys that only green has: rows that replication writes there are not checked by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from migration_safety.databases.postgresql.publishing.names import identifier

# Inside a partitioned table each part has a copy of its own.
FOREIGN_KEYS = """
    SELECT conname, n.nspname || '.' || c.relname, rn.nspname || '.' || r.relname,
        ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place),
        ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (number, place)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place)
    FROM pg_constraint JOIN pg_class AS c ON c.oid = conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_class AS r ON r.oid = confrelid JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
    WHERE contype = 'f' AND conparentid = 0 ORDER BY 2, 1
"""
# One NULL among the columns, and MATCH SIMPLE asks for nothing.
ORPHANS = """
    SELECT count(*) FROM {child} AS child WHERE ({present})
        AND NOT EXISTS (SELECT FROM {parent} AS parent WHERE {joined})
"""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of a table ("schema.name") that refer to those of another one."""

    name: str
    table: str
    parent: str
    columns: tuple[str, ...]
    referred: tuple[str, ...]

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it says, whatever it is called."""
        return self.table, self.parent, self.columns, self.referred


def foreign_keys(connection: psycopg.Connection) -> tuple[ForeignKey, ...]:
    """All of a database."""
    rows = connection.execute(FOREIGN_KEYS)
    return tuple(
        ForeignKey(name, table, parent, tuple(columns), tuple(referred))
        for name, table, parent, columns, referred in rows
    )


def new_foreign_keys(blue: psycopg.Connection, green: psycopg.Connection) -> tuple[ForeignKey, ...]:
    """Those of green that blue does not keep for its rows."""
    known = {each.meaning for each in foreign_keys(blue)}
    return tuple(each for each in foreign_keys(green) if each.meaning not in known)


def orphans(connection: psycopg.Connection, key: ForeignKey) -> int:
    """How many rows refer to one that is not there.  Reads the table."""
    query = sql.SQL(ORPHANS).format(
        child=identifier(key.table),
        parent=identifier(key.parent),
        present=sql.SQL(" AND ").join(
            sql.SQL("child.{} IS NOT NULL").format(sql.Identifier(each)) for each in key.columns
        ),
        joined=sql.SQL(" AND ").join(_joined(key)),
    )
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _joined(key: ForeignKey) -> Iterator[sql.Composed]:
    for column, referred in zip(key.columns, key.referred, strict=True):
        yield sql.SQL("parent.{} = child.{}").format(
            sql.Identifier(referred), sql.Identifier(column)
        )
