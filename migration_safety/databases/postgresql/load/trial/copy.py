"""The trial of sample rows in a temporary table, made like the real one and rolled back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from migration_safety.core.volume.constraint import Unique
from migration_safety.core.volume.trial import Trial, Violation
from migration_safety.databases.postgresql.load.failures import failures
from migration_safety.databases.postgresql.load.trial.taken import taken_already
from migration_safety.databases.postgresql.load.trial.violation import ORIGINAL, violation_of
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
SIZES = "SELECT pg_table_size(%(copy)s::oid), pg_indexes_size(%(copy)s::oid)"
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
    connection: BaseDatabaseWrapper,
    table: str,
    columns: Sequence[str],
    lines: bytes,
    beside: Sequence[Unique] = (),
) -> Trial:
    """Write lines of COPY for `columns` into a copy of the table, and take it all back.

    Everything is checked but foreign keys and triggers, and rows only against each other; by
    the constraints of `beside` against those that the table holds as well.
    """
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    with failures(session, f"trying rows of {table}"), session.transaction(force_rollback=True):
        copy = _made(session, table, connection.ops.quote_name(table), columns)
        tried = copy.measured(tuple(columns), lines)
        taken = None if tried.violation else taken_already(session, copy.name, copy.schema, beside)
        return replace(tried, violation=taken) if taken else tried


@dataclass(frozen=True, slots=True)
class Copy:
    """The temporary table, which has the name of the real one."""

    session: psycopg.Connection[Any]
    name: str
    schema: str
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

    def _violation(self, error: psycopg.Error, columns: tuple[str, ...]) -> Violation:
        """Named as in the real table."""
        violation = violation_of(error, self.name, columns)
        asked = {"real": self.real, "copy": self.oid, "name": violation.constraint}
        found = self.session.execute(ORIGINAL, asked).fetchone()
        return replace(violation, constraint=str(found[0])) if found else violation

    def _sizes(self) -> tuple[int, int]:
        (table, indexes), *_ = self.session.execute(SIZES, {"copy": self.oid}).fetchall()
        return table, indexes


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
    return Copy(session, name, schema, real, oid)


def _lend(session: psycopg.Connection[Any], table: sql.Identifier, column: str) -> None:
    """A sequence of the copy's own."""
    sequence = sql.Identifier("pg_temp", f"numbers of {column}"[:60])
    session.execute(sql.SQL("CREATE TEMPORARY SEQUENCE {}").format(sequence))
    change = sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT nextval({})")
    name = sql.Literal(sequence.as_string(session))
    session.execute(change.format(table, sql.Identifier(column), name))


@contextmanager
def _refusals_told(table: str) -> Iterator[None]:
    try:
        yield
    except tuple(REFUSALS) as error:
        problem, advice = REFUSALS[type(error)]
        raise VolumeError(problem.format(table=table), advice) from error
