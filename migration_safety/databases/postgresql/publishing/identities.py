"""How UPDATE and DELETE find rows on the other side, and tables where they cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.deploying.patience import limit_locks
from migration_safety.databases.postgresql.publishing.names import identifier
from migration_safety.errors import DeadlineError

# The leaves of a partitioned table are what changes are written to.  From 18 on the server takes
# no UPDATE of a table that is found by all columns, where one of them is generated.
IDENTITIES = """
    SELECT wanted.name, c.oid IS NOT NULL, coalesce(leaf.relreplident::text, ''),
    current_setting('server_version_num')::int >= 180000 AND leaf.relreplident = 'f' AND EXISTS (
        SELECT FROM pg_attribute AS a WHERE a.attrelid = leaf.oid AND attgenerated <> ''
            AND NOT attisdropped),
    ARRAY(
        SELECT attname::text FROM pg_attribute AS a
        WHERE a.attrelid = leaf.oid AND attnum > 0 AND NOT attisdropped AND CASE leaf.relreplident
            WHEN 'f' THEN attgenerated = ''
            WHEN 'd' THEN EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = leaf.oid
                AND indisprimary AND indimmediate AND indisvalid AND attnum = ANY(indkey))
            WHEN 'i' THEN EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = leaf.oid
                AND indisreplident AND attnum = ANY(indkey))
            ELSE false END
        ORDER BY attnum)
    FROM unnest(%s::text[], %s::text[], %s::text[]) AS wanted (name, schema, relation)
    LEFT JOIN pg_namespace AS n ON n.nspname = wanted.schema
    LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.relation
        AND c.relkind IN ('r', 'p')
    LEFT JOIN LATERAL (
        SELECT coalesce(t.relid, c.oid) AS oid FROM pg_partition_tree(c.oid) AS t WHERE t.isleaf
        UNION SELECT c.oid WHERE c.relkind = 'r'
    ) AS part ON true
    LEFT JOIN pg_class AS leaf ON leaf.oid = part.oid
"""
# Of a table, and of all leaves where it is partitioned: they do not inherit it.
PRESENT = """
    SELECT n.nspname || '.' || c.relname, CASE relreplident WHEN 'd' THEN 'default'
        WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' ELSE 'index ' || (
            SELECT i.relname FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid
            WHERE indrelid = c.oid AND indisreplident) END
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND (nspname, relname) = (%s, %s) OR c.oid IN (
        SELECT t.relid FROM pg_class AS root JOIN pg_namespace AS rn ON rn.oid = root.relnamespace
        CROSS JOIN pg_partition_tree(root.oid) AS t
        WHERE (rn.nspname, root.relname) = (%s, %s) AND isleaf)
"""
ALTER = "ALTER TABLE {} REPLICA IDENTITY {}"


@dataclass(frozen=True, slots=True)
class Unfit:
    """A table that may not be published as asked, and why."""

    table: str
    reason: str


def unfit(connection: psycopg.Connection, tables: Mapping[str, Sequence[str]]) -> tuple[Unfit, ...]:
    """Tables whose UPDATE or DELETE the server would refuse to the application once published.

    `tables` are the columns of each "schema.name", () for all of them.
    """
    rows = _identities(connection, tables)
    unfit_ = (
        Unfit(name, reason)
        for name, there, identity, spoilt, found in rows
        for reason in _why(tables[name], there, identity, spoilt, found)
    )
    return tuple(dict.fromkeys(unfit_))


def found_by_all(connection: psycopg.Connection, tables: Iterable[str]) -> frozenset[str]:
    """Those of the tables whose rows are found by all their columns.  The server refuses UPDATE
    and DELETE to the application where they are published with a list of columns, also of all."""
    rows = _identities(connection, tables)
    return frozenset(name for name, _, identity, *_ in rows if identity == "f")


def identities(connection: psycopg.Connection, table: str) -> dict[str, str]:
    """How rows of a table, and of its partitions, are found: "default" (the primary key), "full",
    "nothing", or "index NAME"."""
    schema, _, name = table.partition(".")
    return dict(connection.execute(PRESENT, [schema, name] * 2).fetchall())


def identify(
    connection: psycopg.Connection, table: str, identity: str, *, lock: float = 1.0
) -> None:
    """Let rows be found by that; takes the table for a moment.  Raises DeadlineError."""
    kind, _, index = identity.partition(" ")
    how = sql.SQL("USING INDEX {}").format(sql.Identifier(index)) if index else sql.SQL(kind)
    try:
        with connection.transaction():
            limit_locks(connection, lock)
            connection.execute(sql.SQL(ALTER).format(identifier(table), how))
    except errors.LockNotAvailable:
        raise DeadlineError(
            f"{table} is in use, and was waited for {lock:g} s.", "Run the step again."
        ) from None


def _identities(
    connection: psycopg.Connection, tables: Iterable[str]
) -> list[tuple[str, bool, str, bool, list[str]]]:
    """Of each table, or leaf: its name, whether it is there, how rows are found, whether that is
    spoilt by a generated column, and by what they are found."""
    wanted = list(tables)
    split = [each.partition(".") for each in wanted]
    asked = [wanted, [schema for schema, _, _ in split], [name for _, _, name in split]]
    return connection.execute(IDENTITIES, asked).fetchall()


def _why(
    columns: Sequence[str], there: bool, identity: str, spoilt: bool, found: list[str]
) -> Iterator[str]:
    if not there:
        yield "there is no such table"
    elif identity and not found:
        yield "it has no replica identity: UPDATE and DELETE would fail once it is published"
    elif spoilt:
        yield "it is found by all its columns, and generated ones are not published"
    elif columns and (missing := [each for each in found if each not in columns]):
        yield f"the columns published lack {', '.join(missing)} of its replica identity"
