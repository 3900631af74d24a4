"""The door: is all there that a deployment needs, on both sides, before anything starts?"""

from __future__ import annotations

from dataclasses import replace

from migration_safety.checks.preflight.preflight import judged
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.preflight.sessions import Pooler
from migration_safety.core.report import Check
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.preflight.inventory import inventory
from migration_safety.databases.postgresql.preflight.wal import SAMPLE
from migration_safety.errors import ProxyError
from migration_safety.proxies.pgbouncer.console import Console


def preflight(
    blue: Side,
    green: Side | None,
    deployment: Deployment,
    *,
    writers: tuple[str, ...] = (),
    consoles: tuple[str, ...] = (),
    gap: int = 10_000,
    sample: float = SAMPLE,
) -> tuple[Check, ...]:
    """Every check, with what to do in its details; both sides are read, and nothing else.

    `green` is None where the deployment stays on one database.  `writers` are the roles that
    will be fenced, `consoles` the addresses of all poolers' consoles, `gap` what sequences of
    green begin after; `sample` are the seconds over which the rate of WAL is watched.  Raises
    ReachError where a side does not answer.
    """
    # A pooler may connect, or let go, while the server is asked.
    database = blue.connection.info.dbname
    before = [_pooler(each, database) for each in consoles]
    here = inventory(blue, sample=sample)
    poolers = tuple(
        replace(now, backends=now.backends | then.backends)
        for then, now in zip(before, (_pooler(each, database) for each in consoles), strict=True)
    )
    there = inventory(green, sample=0.0) if green else None
    return judged(Sides(here, there, deployment, writers, gap, poolers))


def _pooler(conninfo: str, database: str) -> Pooler:
    """What a pooler says of itself, and of the way to that database of the server."""
    try:
        with Console(conninfo) as console:
            usual = next(
                str(row["value"]) for row in console.show("CONFIG") if row["key"] == "pool_mode"
            )
            modes = [
                str(row["pool_mode"] or usual)
                for row in console.show("DATABASES")
                if row["database"] == database
            ]
            backends = [int(str(row["remote_pid"])) for row in console.show("SERVERS")]
            return Pooler(console.name, tuple(modes), frozenset(backends))
    except ProxyError as error:
        return Pooler("", trouble=str(error))
