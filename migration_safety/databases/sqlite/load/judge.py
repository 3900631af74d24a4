"""The judge: which candidate rows an expression accepts, asked of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from migration_safety.core.volume.cell import escaped
from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.databases.sqlite.load.constraints import quoted
from migration_safety.databases.sqlite.load.copying import insertion, values
from migration_safety.databases.sqlite.load.ddl import Statement
from migration_safety.errors import VolumeError

NUMBER = "candidate number"
Cells = Sequence[tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """SQLite's own, with the doors of every vendor."""

    session: sqlite3.Connection

    def passing(
        self, constraints: Constraints, check: Check, columns: Sequence[str], candidates: Cells
    ) -> list[bool]:
        """Which candidate rows the check lets pass."""
        return passing(self.session, constraints, check, columns, candidates)

    def covered(
        self, constraints: Constraints, unique: Unique, columns: Sequence[str], candidates: Cells
    ) -> list[bool]:
        """For which candidate rows the condition of a unique index is true."""
        return covered(self.session, constraints, unique, columns, candidates)

    def distinct(
        self, constraints: Constraints, unique: Unique, columns: Sequence[str], candidates: Cells
    ) -> bool:
        """Whether a unique index would take the candidate rows together."""
        return distinct(self.session, constraints, unique, columns, candidates)

    def literals(self, expression: str) -> Sequence[bytes]:
        """What stands in an expression, as cells."""
        return [escaped(each.encode()) for each in Statement(expression).constants()]

    def patterns(self, expression: str) -> Sequence[str]:
        """The regular expressions in an expression, LIKE's as well."""
        return Statement(expression).patterns()


def passing(
    session: sqlite3.Connection,
    constraints: Constraints,
    check: Check,
    columns: Sequence[str],
    candidates: Cells,
) -> list[bool]:
    """Which candidates the check lets pass; an evaluation that raises fails its candidate."""
    _refuse_missing(check.name, check.columns, columns)
    verdict = f"coalesce(CASE WHEN ({check.expression}) THEN 1 WHEN ({check.expression}) IS NULL"
    return _verdicts(session, constraints, f"{verdict} THEN 1 END, 0)", columns, candidates)


def covered(
    session: sqlite3.Connection,
    constraints: Constraints,
    unique: Unique,
    columns: Sequence[str],
    candidates: Cells,
) -> list[bool]:
    """Which candidates the condition of a partial unique index is true for."""
    _refuse_missing(unique.name, unique.condition_columns, columns)
    verdict = f"CASE WHEN ({unique.condition or 'true'}) THEN 1 ELSE 0 END"
    return _verdicts(session, constraints, verdict, columns, candidates)


def distinct(
    session: sqlite3.Connection,
    constraints: Constraints,
    unique: Unique,
    columns: Sequence[str],
    candidates: Cells,
) -> bool:
    """Whether no two candidates have the same keys, where the condition is true."""
    keys = ", ".join(unique.keys or map(quoted, unique.columns))
    # NULL is like no other: a key that is NULL makes the comparison of the rows NULL.
    known = " AND ".join(f"({key}) IS NOT NULL" for key in unique.keys)
    query = (
        f"SELECT 1 FROM candidates WHERE ({unique.condition or 'true'}) AND {known or 'true'}"
        f" GROUP BY {keys} HAVING count(*) > 1"
    )
    with _table(session, constraints, columns, candidates), _refusals_told(unique.name):
        return session.execute(query).fetchone() is None


def _verdicts(
    session: sqlite3.Connection,
    constraints: Constraints,
    expression: str,
    columns: Sequence[str],
    candidates: Cells,
) -> list[bool]:
    query = f'SELECT {expression} FROM candidates WHERE "{NUMBER}" = ?'
    with _table(session, constraints, columns, candidates), _refusals_told(constraints.table):
        session.execute(query, [0])
        return [_passes(session, query, number + 1) for number in range(len(candidates))]


def _passes(session: sqlite3.Connection, query: str, number: int) -> bool:
    try:
        (verdict,) = session.execute(query, [number]).fetchone()
    except sqlite3.Error:
        return False
    return bool(verdict)


@contextmanager
def _table(
    session: sqlite3.Connection, constraints: Constraints, columns: Sequence[str], candidates: Cells
) -> Iterator[None]:
    """A temporary table of the candidates, whose columns have the types of the real ones."""
    types = [f"{quoted(name)} {constraints.sql_types[name]}" for name in columns]
    session.execute("SAVEPOINT judge")
    try:
        definition = ", ".join([f'"{NUMBER}" INTEGER PRIMARY KEY', *types])
        session.execute(f"CREATE TEMPORARY TABLE candidates ({definition})")
        rows = values(constraints.sql_types, columns, candidates)
        numbered = ((number, *row) for number, row in enumerate(rows, 1))
        session.executemany(insertion("candidates", [NUMBER, *columns]), numbered)
        yield
    finally:
        session.execute("ROLLBACK TO judge")
        session.execute("RELEASE judge")


def _refuse_missing(name: str, read: Sequence[str], columns: Sequence[str]) -> None:
    """SQLite would take the quoted name of a column that is not there for a text."""
    if not set(read) <= set(columns):
        raise VolumeError(
            f"SQLite cannot say which rows {name or 'a check'} accepts",
            f"Give it all columns that it reads: {', '.join(read)}.",
        )


@contextmanager
def _refusals_told(name: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise VolumeError(
            f"SQLite cannot say which rows {name} accepts ({type(error).__name__})",
            "Give it all columns that it reads.",
        ) from error
