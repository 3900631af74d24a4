"""Each shim of the matrix may be made twice, and what takes it away again leaves nothing behind."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from psycopg import sql

from migration_safety.core.deployment.shim import Shim
from tests.plugins.servers import Server
from tests.postgresql.replication.case import ROWS, Case
from tests.postgresql.replication.experiments import judged, walked
from tests.postgresql.replication.laboratory import SIDES
from tests.postgresql.replication.matrix.table import CASES

Connection = psycopg.Connection[Any]
# A column that comes and goes leaves another order of nothing that is seen here.
SCHEMA = """
SELECT relname::text, attname::text, format_type(atttypid, atttypmod), attnotnull,
    attidentity::text, pg_get_expr(adbin, adrelid)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = %(name)s::regnamespace AND relkind IN ('r', 'p')
UNION ALL
SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), NULL, NULL, NULL
FROM pg_constraint WHERE connamespace = %(name)s::regnamespace
UNION ALL
SELECT tablename::text, indexname::text, indexdef, NULL, NULL, NULL
FROM pg_indexes WHERE schemaname = %(name)s::text
UNION ALL
SELECT tgrelid::regclass::text, tgname::text, tgenabled::text, NULL, NULL, NULL
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = %(name)s::regnamespace AND NOT tgisinternal
"""


def schema(side: Connection, name: str) -> set[tuple[Any, ...]]:
    """What there is, by name."""
    return set(side.execute(SCHEMA, {"name": name}).fetchall())


def prepared(case: Case, name: str, server: Server, sides: dict[str, Connection]) -> list[Shim]:
    """Blue before the change, green after it, and the shims that fit them to each other."""
    blue, change = walked(case, server.version)
    made = "; ".join(each.sql for each in blue.statements())
    for side in sides.values():
        side.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        side.execute(sql.SQL("SET search_path = {}, public").format(sql.Identifier(name)))
        side.execute(f"{made}; {ROWS} {case.rows}".encode())
    ahead = "; ".join(each.sql for each in change.statements())
    sides["green"].execute(f"{ahead}; {case.run}".encode())
    told = judged(change, server.version, name)
    return list(dict.fromkeys(shim for each in told for shim in each.shims if shim.undo))


@pytest.mark.slow
def test_a_shim_that_is_made_twice_is_gone_when_it_is_taken_away(server: Server) -> None:
    wrong = []
    with server.database() as blue, server.database() as green:
        sides = {
            name: psycopg.connect(url, autocommit=True)
            for name, url in zip(SIDES, (blue, green), strict=True)
        }
        for number, case in enumerate(each for each in CASES if each.since <= server.version):
            shims = prepared(case, f"row_{number}", server, sides)
            before = {name: schema(side, f"row_{number}") for name, side in sides.items()}
            for each in shims:
                sides[each.side].execute(f"{each.sql}; {each.sql}".encode())
            for each in reversed(shims):
                sides[each.side].execute(f"{each.undo}; {each.undo}".encode())
            after = {name: schema(side, f"row_{number}") for name, side in sides.items()}
            wrong += [(case.name, name) for name in SIDES if before[name] != after[name]]
        for side in sides.values():
            side.close()
    assert not wrong
