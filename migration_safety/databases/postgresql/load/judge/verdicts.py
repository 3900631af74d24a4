"""The judge: which candidate rows an expression of the catalog accepts, asked of the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.databases.postgresql.load.judge.candidates import NUMBER, Row, as_rows
from migration_safety.errors import VolumeError

Query: TypeAlias = Callable[[sql.Composed], sql.Composed]

# What one row can be blamed for; anything else befalls every row.
BLAMED = (errors.DataError, errors.IntegrityError, errors.RaiseException)

VERDICTS = "SELECT ({expression}) IS {verdict} FROM {rows} ORDER BY {number}"
REPEATED = """
    SELECT EXISTS (SELECT FROM (SELECT {keys} FROM {rows} WHERE {condition}) AS keys ({names})
        WHERE {nulls} OR num_nulls({names}) = 0 GROUP BY {names} HAVING count(*) > 1)
"""


def passing(
    connection: BaseDatabaseWrapper,
    constraints: Constraints,
    check: Check,
    columns: Sequence[str],
    candidates: Sequence[Row],
) -> list[bool]:
    """Which candidates the check lets pass; each is a tuple of cells of COPY for `columns`.

    A cell that its column's type does not take, and an evaluation that raises, fail their own
    candidate alone.  Raises VolumeError where the expression cannot be evaluated at all.
    """
    judge = Judge(connection, constraints, tuple(columns), check.name)
    return judge.verdicts(check.expression, candidates, "NOT FALSE")


def covered(
    connection: BaseDatabaseWrapper,
    constraints: Constraints,
    unique: Unique,
    columns: Sequence[str],
    candidates: Sequence[Row],
) -> list[bool]:
    """Which candidates the condition of a partial unique index is true for."""
    judge = Judge(connection, constraints, tuple(columns), unique.name)
    return judge.verdicts(unique.condition or "true", candidates, "TRUE")


def distinct(
    connection: BaseDatabaseWrapper,
    constraints: Constraints,
    unique: Unique,
    columns: Sequence[str],
    candidates: Sequence[Row],
) -> bool:
    """Whether the candidates could stand in the table together, as far as `unique` goes.

    Cells that a column's type does not take make it false.
    """
    judge = Judge(connection, constraints, tuple(columns), unique.name)
    return judge.distinct(unique, candidates)


@dataclass(frozen=True, slots=True)
class Judge:
    """Puts candidates in place of the rows of a table."""

    connection: BaseDatabaseWrapper
    constraints: Constraints
    columns: tuple[str, ...]
    name: str

    def verdicts(self, expression: str, candidates: Sequence[Row], verdict: str) -> list[bool]:
        """Whether the expression has the verdict, for each."""
        return self._bisected(
            lambda rows: sql.SQL(VERDICTS).format(
                expression=sql.SQL(expression),
                verdict=sql.SQL(verdict),
                rows=rows,
                number=sql.Identifier(NUMBER),
            ),
            candidates,
        )

    def distinct(self, unique: Unique, candidates: Sequence[Row]) -> bool:
        """Whether no two of them have the same keys, where the condition is true."""
        columns = [sql.Identifier(name) for name in unique.columns]
        keys = [sql.SQL(key) for key in unique.keys] or columns
        names = [sql.Identifier(f"key {number}") for number, _ in enumerate(keys)]
        answer = self._answer(
            lambda rows: sql.SQL(REPEATED).format(
                keys=sql.SQL(", ").join(keys),
                names=sql.SQL(", ").join(names),
                rows=rows,
                condition=sql.SQL(unique.condition or "true"),
                nulls=sql.SQL("false" if unique.nulls_distinct else "true"),
            ),
            candidates,
        )
        return answer == [False]

    def _bisected(self, query: Query, candidates: Sequence[Row]) -> list[bool]:
        if not candidates:
            return []
        answer = self._answer(query, candidates)
        if answer is not None:
            return answer
        if len(candidates) == 1:
            return [False]
        half = len(candidates) // 2
        return [
            *self._bisected(query, candidates[:half]),
            *self._bisected(query, candidates[half:]),
        ]

    def _answer(self, query: Query, candidates: Sequence[Row]) -> list[bool] | None:
        """The answer's one column; None where one of the candidates is to blame."""
        rows = as_rows(self.constraints, self.columns, candidates)
        self.connection.ensure_connection()
        session: psycopg.Connection[Any] = self.connection.connection
        try:
            with session.transaction(force_rollback=True):
                # Without parameters: the expression may hold a percent sign.
                return [passed for (passed,) in session.execute(query(rows))]
        except BLAMED:
            return None
        except psycopg.Error as error:
            raise VolumeError(
                f"The server cannot say which rows {self.name} of {self.constraints.table} "
                f"accepts ({type(error).__name__})",
                "Give it all columns that it reads, and a role that may run its functions.",
            ) from error
