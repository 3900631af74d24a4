"""The tables that the load writes to: one row a write, and counters that must agree with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

WRITES = "migration_safety_rehearsal_write"
COUNTERS = "migration_safety_rehearsal_counter"
WORKLOAD = (WRITES, COUNTERS)
HOW_MANY = 16
# No unique constraint on `number`: a write that arrives twice is to be seen, not refused.
TABLES = f"""
    CREATE TABLE {WRITES} (
        id bigserial PRIMARY KEY, number bigint NOT NULL, counter int NOT NULL,
        amount bigint NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX ON {WRITES} (number);
    CREATE TABLE {COUNTERS} (
        id int PRIMARY KEY, total bigint NOT NULL DEFAULT 0, writes bigint NOT NULL DEFAULT 0
    );
    INSERT INTO {COUNTERS} (id) SELECT generate_series(0, {HOW_MANY - 1})
"""
INSERT = f"INSERT INTO {WRITES} (number, counter, amount) VALUES (%s, %s, %s)"
COUNT = f"UPDATE {COUNTERS} SET total = total + %s, writes = writes + 1 WHERE id = %s"
SIDE = "SELECT current_setting('cluster_name')"
FOUND = f"SELECT FROM {WRITES} WHERE number = %s LIMIT 1"
NUMBERS = f"SELECT number, count(*) FROM {WRITES} GROUP BY number"
# A counter that has no row left is as wrong as one that counts too few.
BALANCES = f"""
    SELECT coalesce(c.id, w.counter), coalesce(c.total, 0)::bigint, coalesce(c.writes, 0)::bigint,
        coalesce(w.total, 0)::bigint, coalesce(w.writes, 0)::bigint
    FROM {COUNTERS} AS c FULL JOIN (
        SELECT counter, sum(amount) AS total, count(*) AS writes FROM {WRITES} GROUP BY counter
    ) AS w ON w.counter = c.id
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """What one counter says, and what the rows say that were counted by it."""

    counter: int
    total: int
    writes: int
    summed: int
    rows: int

    @property
    def agrees(self) -> bool:
        """Whether no write of this counter has been lost on its way, nor come twice."""
        return (self.total, self.writes) == (self.summed, self.rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one side holds of the load: how often each number, and the balances."""

    numbers: Mapping[int, int] = field(default_factory=dict)
    balances: tuple[Balance, ...] = ()


def make(connection: psycopg.Connection) -> None:
    """Both tables, empty; the session's role owns them."""
    connection.execute(TABLES.encode())


def write(cursor: Any, number: int) -> None:
    """One row and one count, for the caller's transaction.  A Django cursor will do."""
    counter, amount = number % HOW_MANY, number % 97 + 1
    cursor.execute(INSERT, [number, counter, amount])
    # Last: whoever waits for a counter holds all other locks that it is going to need.
    cursor.execute(COUNT, [amount, counter])


def is_there(cursor: Any, number: int) -> bool:
    """Whether the row of that number is."""
    cursor.execute(FOUND, [number])
    return cursor.fetchone() is not None


def where(cursor: Any) -> str:
    """The side of the server that answers."""
    cursor.execute(SIDE)
    (side,) = cursor.fetchone()
    return str(side)


def tally(connection: psycopg.Connection) -> Tally:
    """What a side holds, at one moment."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        numbers: dict[int, int] = dict(connection.execute(NUMBERS.encode()).fetchall())
        balances = tuple(Balance(*row) for row in connection.execute(BALANCES.encode()))
    return Tally(numbers, balances)
