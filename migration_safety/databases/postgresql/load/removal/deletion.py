"""Rows deleted by their keys, unless others refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import errors, sql

from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.identifier import identifier
from migration_safety.errors import VolumeError

BATCH = 50_000
# Literals, as the name of a column may hold a percent sign, which parameters forbid.
BETWEEN = sql.SQL("{} BETWEEN {} AND {}")
REMOVED = sql.SQL(
    "CREATE TEMPORARY TABLE removed ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
)
COPY = "COPY pg_temp.removed FROM STDIN (FORMAT text)"
LISTED = sql.SQL("EXISTS (SELECT FROM pg_temp.removed WHERE {same})")
DELETE = sql.SQL("DELETE FROM {table} AS t WHERE {condition}")
# Foreign keys by which a deletion would change or delete rows of other tables.
CARRIERS = """
    SELECT n.nspname, c.relname, k.conname,
        ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u(number, place)
              JOIN pg_attribute ON attrelid = k.conrelid AND attnum = u.number ORDER BY place),
        ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY AS u(number, place)
              JOIN pg_attribute ON attrelid = k.confrelid AND attnum = u.number ORDER BY place)
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE k.contype = 'f' AND k.confrelid = %s::regclass AND k.conrelid <> k.confrelid
        AND k.conparentid = 0 AND k.confdeltype IN ('c', 'n', 'd')
"""
CARRIED = sql.SQL("""
    SELECT EXISTS (SELECT FROM {table} AS t JOIN {referencing} AS r ON {joined} WHERE {condition})
""")


def delete_rows(
    connection: psycopg.Connection, *, table: str, key: str, first: int, last: int
) -> int:
    """Delete the rows whose key lies between two numbers, both included; returns how many.

    VolumeError where rows of another table refer to them, also if its foreign key says to
    delete or change those.
    """
    column = sql.Identifier("t", key)
    # Downwards, since rows of a tree refer to those that came before them.
    ends = range(last, first - 1, -BATCH)
    ranges = ((max(end - BATCH + 1, first), end) for end in ends)
    conditions = (BETWEEN.format(column, *map(sql.Literal, limits)) for limits in ranges)
    return _delete(connection, table, conditions)


def delete_cells(
    connection: psycopg.Connection,
    *,
    table: str,
    columns: Sequence[str],
    batches: Iterable[Iterable[bytes]],
) -> int:
    """Delete the rows whose columns have the cells of these lines of COPY's text format; else
    as delete_rows."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    same = (sql.SQL("removed.{0} = t.{0}").format(sql.Identifier(each)) for each in columns)
    listed = LISTED.format(same=sql.SQL(" AND ").join(same))
    deleted = 0
    for lines in batches:
        with failures(connection, f"deleting rows of {table}"), connection.transaction():
            connection.execute(REMOVED.format(columns=names, table=identifier(table)))
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for line in lines:
                    copy.write(line)
            connection.execute("ANALYZE pg_temp.removed")
            deleted += _delete(connection, table, [listed])
            connection.execute("DROP TABLE pg_temp.removed")
    return deleted


def delete_all(connection: psycopg.Connection, table: str) -> int:
    """Delete every row of one table; else as delete_rows."""
    return _delete(connection, table, [sql.SQL("TRUE").format()])


@contextmanager
def together(connection: psycopg.Connection) -> Iterator[None]:
    """All deletions of the block or none; references are looked at in the end, so that rows
    which refer to each other can go."""
    with failures(connection, "deleting rows"), connection.transaction():
        yield
        try:
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except errors.ForeignKeyViolation as error:
            raise _violated("rows", error.diag) from None


def _delete(connection: psycopg.Connection, table: str, conditions: Iterable[sql.Composed]) -> int:
    name = identifier(table)
    deleted = 0
    with failures(connection, f"deleting rows of {table}"):
        carriers = connection.execute(CARRIERS, [name.as_string()]).fetchall()
        for condition in conditions:
            for carrier in carriers:
                _refuse_carried(connection, table, condition, carrier)
            statement = DELETE.format(table=name, condition=condition)
            try:
                deleted += connection.execute(statement).rowcount
            except (errors.ForeignKeyViolation, errors.RestrictViolation) as error:
                diagnosis = error.diag
                raise _referred(
                    f"rows of {table}", diagnosis.table_name, diagnosis.constraint_name
                ) from None
    return deleted


def _refuse_carried(
    connection: psycopg.Connection,
    table: str,
    condition: sql.Composed,
    carrier: tuple[str, str, str, list[str], list[str]],
) -> None:
    schema, referencing, constraint, columns, referenced = carrier
    pairs = [
        sql.SQL("{} = {}").format(sql.Identifier("r", column), sql.Identifier("t", other))
        for column, other in zip(columns, referenced, strict=True)
    ]
    query = CARRIED.format(
        table=identifier(table),
        referencing=sql.Identifier(schema, referencing),
        joined=sql.SQL(" AND ").join(pairs),
        condition=condition,
    )
    if connection.execute(query).fetchone() == (True,):
        raise _referred(f"rows of {table}", referencing, constraint)


def _violated(rows: str, diagnosis: errors.Diagnostic) -> VolumeError:
    return _referred(rows, diagnosis.table_name, diagnosis.constraint_name)


def _referred(rows: str, referencing: str | None, constraint: str | None) -> VolumeError:
    return VolumeError(
        f"Rows of {referencing} refer to {rows} that are to be deleted ({constraint}).",
        f"Delete these rows of {referencing} first, then repeat.",
    )
