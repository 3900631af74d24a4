"""Pairs the rows of a table in two databases, and keeps those in which they differ."""

from __future__ import annotations

from psycopg import sql

from migration_safety.core.trial.data.mismatch import Mismatch
from migration_safety.databases.postgresql.fingerprint.hashing import hashed
from migration_safety.databases.postgresql.fingerprint.planning import WHOLE, ZERO, Value
from migration_safety.databases.postgresql.fingerprint.rows.copying import (
    COPIED,
    Digest,
    cell,
    comma,
    copy,
)
from migration_safety.databases.postgresql.fingerprint.rows.pairing import Sides, key_parts
from migration_safety.databases.postgresql.fingerprint.rows.telling import Told
from migration_safety.databases.postgresql.fingerprint.session import Session, query, unhidden

DROP = "DROP TABLE IF EXISTS pg_temp.migration_safety_different"
MEMORY = "SET LOCAL work_mem = '64MB'"
JOIN = """
    CREATE TEMPORARY TABLE migration_safety_different ON COMMIT DROP AS
    SELECT {cells}
    FROM ({then}) AS t FULL JOIN {copied} AS n ON {same}
    WHERE t.here IS NULL OR n.here IS NULL OR {different}
"""
KEY = "coalesce(t.{0}, n.{0}) AS {0}"
PRESENT = "n.here IS NULL AS lost, t.here IS NULL AS added"
SAME = "t.{0} = n.{0}"
DIFFERS = "t.{0} IS DISTINCT FROM n.{0}"
VALUE = "t.{0} IS DISTINCT FROM n.{0} AND t.here AND n.here AS {1}, n.{0} AS {0}"
GROUPS = """
    SELECT coalesce(sum(greatest(coalesce(t.n, 0) - coalesce(o.n, 0), 0)), 0)::int8,
        coalesce(sum(greatest(coalesce(o.n, 0) - coalesce(t.n, 0), 0)), 0)::int8
    FROM (SELECT k0, count(*) AS n FROM ({then}) AS a GROUP BY k0) AS t
    FULL JOIN (SELECT k0, count(*) AS n FROM {copied} AS b GROUP BY k0) AS o ON t.k0 = o.k0
"""


def joined(here: Session, there: Session, sides: Sides, *, limit: int) -> Mismatch:
    """What pairing rows by their key shows; `there` is the database of before.

    Both sessions are in pinned transactions; `limit` is the number of keys to show.
    """
    then, now = (_digest(sides, side) for side in ("then", "now"))
    copy(here, there, now)
    there.execute(MEMORY)
    there.execute(DROP)
    with unhidden(there, sides.then.identifier, hides=sides.then.hides):
        there.execute(_join(then))
    names = tuple(pair.name for pair in sides.key)
    return Told(there, sides, limit).mismatch(Mismatch(sides.then.label, names))


def counted(here: Session, there: Session, sides: Sides) -> Mismatch:
    """How many whole rows only one database has: for tables without a key."""
    then = _whole(sides, "then")
    copy(here, there, _whole(sides, "now"))
    there.execute(MEMORY)
    with unhidden(there, sides.then.identifier, hides=sides.then.hides):
        found = query(there, sql.SQL(GROUPS).format(then=then.query, copied=COPIED))
    return Mismatch(sides.then.label, lost=found[0][0], added=found[0][1])


def _digest(sides: Sides, side: str) -> Digest:
    keys = [getattr(pair, side) for pair in sides.key]
    return Digest(getattr(sides, side), key_parts(keys), _hashes(sides, side))


def _whole(sides: Sides, side: str) -> Digest:
    row = sql.SQL(WHOLE).format(comma(_hashes(sides, side)))
    return Digest(getattr(sides, side), [(row, "int8")], [])


def _hashes(sides: Sides, side: str) -> list[sql.Composed]:
    values: list[Value] = [getattr(pair, side) for pair in sides.pairs]
    return [hashed(each.type, each.value, ZERO, exact=sides.exact) for each in values]


def _join(then: Digest) -> sql.Composed:
    keys = [cell("k", i) for i in range(len(then.keys))]
    values = [cell("v", i) for i in range(len(then.hashes))]
    cells = [sql.SQL(KEY).format(each) for each in keys]
    cells.append(sql.SQL(PRESENT).format())
    cells += [sql.SQL(VALUE).format(each, cell("d", i)) for i, each in enumerate(values)]
    differ = [sql.SQL(DIFFERS).format(each) for each in values]
    return sql.SQL(JOIN).format(
        cells=comma(cells),
        then=then.query,
        copied=COPIED,
        same=sql.SQL(" AND ").join(sql.SQL(SAME).format(each) for each in keys),
        different=sql.SQL(" OR ").join(differ or [sql.SQL("false").format()]),
    )
