"""The list of functions that are not volatile, held against every server at hand."""

from __future__ import annotations

from migration_safety.databases.postgresql.schema.expressions import stable_functions
from tests.plugins.servers import Server

BUILT_IN = """
    SELECT proname, bool_or(provolatile = 'v')
    FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind IN ('f', 'w')
      AND prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
      AND NOT 'internal'::regtype = ANY(proargtypes)
    GROUP BY proname
"""


def volatility(server: Server) -> dict[str, bool]:
    """Of each built-in function: whether a variant of it is volatile."""
    with server.connect() as connection:
        return dict(connection.execute(BUILT_IN).fetchall())


def test_none_of_them_is_volatile(server: Server) -> None:
    volatile = {name for name, found in volatility(server).items() if found}
    assert not volatile & stable_functions()


def test_none_is_missing(server: Server, newest: Server) -> None:
    stable = {name for name, found in volatility(server).items() if not found}
    since = {name for name, found in volatility(newest).items() if found}
    assert stable - since <= stable_functions()
