"""Large tables cut down to a few rows, for what is tried often and needs no more of them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

# Below so many bytes a table is quickly rewritten.
LARGE = 1 << 20
# So many rows stay in each, and those that they refer to.
KEPT = 48
# Beyond so many tables it takes as long as what it is to save, and as many locks as a server has.
MOST_TABLES = 100
# Deeper trees are left alone.
LEVELS = 32
# What TRUNCATE would empty with them: tables that refer to them, and their children.
TABLES = r"""
    WITH RECURSIVE reduced (oid) AS (
        SELECT c.oid
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND pg_table_size(c.oid) > %s
            AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%%'
            AND NOT EXISTS (
                SELECT FROM pg_depend
                WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
        UNION
        SELECT next.oid
        FROM reduced JOIN (
            SELECT confrelid, conrelid FROM pg_constraint WHERE contype = 'f'
            UNION ALL
            SELECT inhparent, inhrelid FROM pg_inherits
        ) AS next (beside, oid) ON next.beside = reduced.oid
    )
    SELECT c.oid, n.nspname, c.relname, c.relkind::text, array(
        SELECT attname FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        ORDER BY attnum)
    FROM reduced
    JOIN pg_class AS c ON c.oid = reduced.oid JOIN pg_namespace AS n ON n.oid = c.relnamespace
"""
REFERENCES = """
    SELECT conrelid, confrelid, array(
        SELECT attname FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place
    ), array(
        SELECT attname FROM unnest(confkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place
    )
    FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY (%(tables)s) AND confrelid = ANY (%(tables)s)
"""
REFERRED = """
    INSERT INTO {kept} SELECT * FROM ONLY {table} AS t
    WHERE ({keys}) IN (SELECT {columns} FROM {referring})
        AND ({keys}) NOT IN (SELECT {keys} FROM {kept} WHERE {known})
"""
TABLE, PARTED = "r", "p"
ROLE = "SELECT current_setting('session_replication_role')"
SET_ROLE = "SELECT set_config('session_replication_role', %s, true)"


def reduced(connection: BaseDatabaseWrapper, large: int = LARGE) -> bool:
    """Leave a few rows in tables of more bytes than that and in all that refer to them, within
    the transaction that is open, if one is.  False where there is none, or the server refuses."""
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    found = [_Table(*row) for row in session.execute(TABLES, [large]).fetchall()]
    tables = [each for each in found if each.kind == TABLE]
    # Rows of a foreign table are on another server.
    if not tables or len(found) > MOST_TABLES or {each.kind for each in found} - {TABLE, PARTED}:
        return False
    with suppress(psycopg.Error), session.transaction() as cutting:
        for each in tables:
            words = "CREATE TEMPORARY TABLE {} AS SELECT * FROM ONLY {} LIMIT {}"
            session.execute(sql.SQL(words).format(each.kept, each.itself, KEPT))
        if not _completed(session, {each.oid: each for each in tables}):
            raise psycopg.Rollback(cutting)
        _cut(session, tables, [each for each in found if each.kind == PARTED])
        return True
    return False


@dataclass(frozen=True, slots=True)
class _Table:
    oid: int
    schema: str
    name: str
    kind: str
    columns: list[str]

    @property
    def itself(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    @property
    def kept(self) -> sql.Identifier:
        return sql.Identifier("pg_temp", f"migration_safety_{self.oid}")


def _cut(
    session: psycopg.Connection[Any], tables: Collection[_Table], parted: Collection[_Table]
) -> None:
    (role,) = session.execute(ROLE).fetchone() or ("origin",)
    _quiet(session, "replica")
    alone = [sql.SQL("ONLY {}").format(each.itself) for each in tables]
    names = sql.SQL(", ").join([*alone, *(each.itself for each in parted)])
    session.execute(sql.SQL("TRUNCATE {}").format(names))
    for each in tables:
        words = "INSERT INTO {} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {}"
        columns = _names(each.columns)
        session.execute(sql.SQL(words).format(each.itself, each.kept, columns=columns))
        session.execute(sql.SQL("DROP TABLE {}").format(each.kept))
    _quiet(session, role)


def _completed(session: psycopg.Connection[Any], tables: dict[int, _Table]) -> bool:
    """With what the rows refer to, and what that refers to; False where that has no end."""
    references = session.execute(REFERENCES, {"tables": list(tables)}).fetchall()
    commands = [
        sql.SQL(REFERRED).format(
            kept=tables[to].kept,
            table=tables[to].itself,
            referring=tables[of].kept,
            keys=_names(keys),
            columns=_names(columns),
            known=sql.SQL(" AND ").join(
                sql.SQL("{} IS NOT NULL").format(sql.Identifier(each)) for each in keys
            ),
        )
        for of, to, columns, keys in references
    ]
    return any(sum(session.execute(each).rowcount for each in commands) == 0 for _ in range(LEVELS))


def _quiet(session: psycopg.Connection[Any], role: str) -> None:
    """Triggers of the project may refuse it; superusers can keep them quiet."""
    with suppress(errors.InsufficientPrivilege), session.transaction():
        session.execute(SET_ROLE, [role])


def _names(names: Collection[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
