"""The trial of sample rows in a temporary table, made like the real one and rolled back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from migration_safety.core.volume.trial import Trial, Violation
from migration_safety.errors import VolumeError

TABLE = """
    SELECT c.oid, nspname, relname
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE c.oid = to_regclass(%s)
"""
LIKE = "CREATE TEMPORARY TABLE {} (LIKE {} INCLUDING ALL) ON COMMIT DROP"
# A default that was copied would draw numbers from the sequence of the real table.
BORROWED = """
    SELECT attname::text FROM pg_attrdef AS d
    JOIN pg_attribute AS a ON a.attrelid = adrelid AND a.attnum = adnum
    WHERE adrelid = %s AND attgenerated = '' AND attname <> ALL (%s)
        AND pg_get_expr(adbin, adrelid) LIKE '%%nextval(%%'
"""
# Indexes of the copy have names of their own: the original is the one that is made alike.
ORIGINAL = """
    WITH made AS (
        SELECT indrelid, relname::text AS name, ARRAY[indisunique::text, indisexclusion::text,
            coalesce(pg_get_expr(indpred, indrelid), '')] || ARRAY(
                SELECT pg_get_indexdef(indexrelid, n, false)
                FROM generate_series(1, indnatts) AS n) AS shape
        FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
        WHERE indrelid IN (%(real)s, %(copy)s)
    )
    SELECT real.name FROM made AS real JOIN made AS copy USING (shape)
    WHERE real.indrelid = %(real)s AND copy.indrelid = %(copy)s AND copy.name = %(name)s
"""
SIZES = "SELECT pg_table_size(%(copy)s::oid), pg_indexes_size(%(copy)s::oid)"
# "COPY person, line 3, column email: "ann@..."", in whatever language the server speaks.
PLACE = re.compile(r"\D*(\d+)(?:\D\s*\w+ (.+?)\s*:)?")
REFUSALS = {
    errors.InsufficientPrivilege: (
        "The role may not create temporary tables, or not read the definition of {table}",
        "Grant it: GRANT TEMPORARY ON DATABASE ... TO ...",
    ),
    errors.ReadOnlySqlTransaction: (
        "The connection can only read, so that no row can be tried for {table}",
        "Connect to a server and a role that may write: a standby cannot be filled.",
    ),
}


def trial(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], lines: bytes
) -> Trial:
    """Write lines of COPY for `columns` into a copy of the table, and take it all back.

    Everything is checked but foreign keys and triggers, and rows only against each other.
    """
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    with session.transaction(force_rollback=True):
        copy = _made(session, table, connection.ops.quote_name(table), columns)
        return copy.measured(tuple(columns), lines)


@dataclass(frozen=True, slots=True)
class Copy:
    """The temporary table, which has the name of the real one."""

    session: psycopg.Connection[Any]
    name: str
    real: int
    oid: int

    def measured(self, columns: tuple[str, ...], lines: bytes) -> Trial:
        """What writing the lines costs, or what is wrong with them."""
        rows = lines.count(b"\n")
        before = self._sizes()
        start = perf_counter()
        try:
            with self.session.transaction():
                self._write(columns, lines, rows)
        except (psycopg.DataError, psycopg.IntegrityError, errors.RaiseException) as error:
            return Trial(rows, violation=self._violation(error, columns))
        seconds = perf_counter() - start
        after = self._sizes()
        return Trial(rows, seconds, after[0] - before[0], after[1] - before[1])

    def _write(self, columns: tuple[str, ...], lines: bytes, rows: int) -> None:
        table = sql.Identifier("pg_temp", self.name)
        if not columns:
            # COPY has no words for rows that consist of defaults.
            empty = sql.SQL("INSERT INTO {} SELECT FROM generate_series(1, %s)")
            self.session.execute(empty.format(table), [rows])
            return
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        copying = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
        with self.session.cursor() as cursor, cursor.copy(copying) as copy:
            copy.write(lines)

    def _sizes(self) -> tuple[int, int]:
        (table, indexes), *_ = self.session.execute(SIZES, {"copy": self.oid}).fetchall()
        return table, indexes

    def _violation(self, error: psycopg.Error, columns: tuple[str, ...]) -> Violation:
        said = error.diag
        line, column = _place(said.context or "", self.name)
        column = said.column_name or (column if column in columns else "")
        kind = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
        constraint = self._original(said.constraint_name or "")
        return Violation(kind, constraint, (column,) if column else (), line)

    def _original(self, constraint: str) -> str:
        asked = {"real": self.real, "copy": self.oid, "name": constraint}
        found = self.session.execute(ORIGINAL, asked).fetchone()
        return str(found[0]) if found else constraint


def _made(
    session: psycopg.Connection[Any], table: str, quoted: str, columns: Sequence[str]
) -> Copy:
    found = session.execute(TABLE, [quoted]).fetchone()
    if found is None:
        raise VolumeError(f"Table {table} does not exist", "Run migrate first.")
    real, schema, name = found
    temporary = sql.Identifier("pg_temp", name)
    with _refusals_told(table):
        session.execute(sql.SQL(LIKE).format(temporary, sql.Identifier(schema, name)))
    made = session.execute("SELECT %s::regclass::oid", [temporary.as_string(session)])
    ((oid,),) = made.fetchall()
    for column, *_ in session.execute(BORROWED, [oid, list(columns)]).fetchall():
        _lend(session, temporary, column)
    return Copy(session, name, real, oid)


def _lend(session: psycopg.Connection[Any], table: sql.Identifier, column: str) -> None:
    """A sequence of the copy's own."""
    sequence = sql.Identifier("pg_temp", f"numbers of {column}"[:60])
    session.execute(sql.SQL("CREATE TEMPORARY SEQUENCE {}").format(sequence))
    change = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT nextval({})")
    name = sql.Literal(sequence.as_string(session))
    session.execute(change.format(table, sql.Identifier(column), name))


def _place(context: str, name: str) -> tuple[int | None, str]:
    """Line and column of a complaint about COPY."""
    for told in context.splitlines():
        before, _, place = told.partition(name)
        found = PLACE.match(place)
        if before.startswith("COPY ") and found:
            return int(found[1]), found[2] or ""
    return None, ""


@contextmanager
def _refusals_told(table: str) -> Iterator[None]:
    try:
        yield
    except tuple(REFUSALS) as error:
        problem, advice = REFUSALS[type(error)]
        raise VolumeError(problem.format(table=table), advice) from error
