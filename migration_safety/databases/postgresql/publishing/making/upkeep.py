"""What planner and readers need before traffic comes: statistics, and views that hold rows."""

from __future__ import annotations

import psycopg
from psycopg import sql

# A schema is restored without the rows of these.
UNFILLED = "SELECT schemaname, matviewname FROM pg_matviews WHERE NOT ispopulated"
FILLED = "SELECT schemaname, matviewname FROM pg_matviews WHERE ispopulated"


def analyze(connection: psycopg.Connection) -> None:
    """Collect statistics of all tables, and tell which pages index-only scans need not visit."""
    connection.execute("VACUUM (ANALYZE, SKIP_LOCKED)")


def fill_views(blue: psycopg.Connection, green: psycopg.Connection) -> tuple[str, ...]:
    """Fill green's materialised views that are filled on blue, and are empty; their names."""
    filled = set(blue.execute(FILLED).fetchall())
    wanted = [each for each in green.execute(UNFILLED).fetchall() if each in filled]
    for schema, name in wanted:
        refresh = sql.SQL("REFRESH MATERIALIZED VIEW {}")
        green.execute(refresh.format(sql.Identifier(schema, name)))
    return tuple(f"{schema}.{name}" for schema, name in wanted)
