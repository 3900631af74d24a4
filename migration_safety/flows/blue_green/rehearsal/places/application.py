"""gunicorn with one release of the project, on the database of one side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migration_safety.databases.postgresql.rehearsing.server import Address
from migration_safety.databases.postgresql.sandboxes.entry import entry
from migration_safety.flows.blue_green.rehearsal.places.code import Code
from migration_safety.flows.blue_green.rehearsal.served.orders import Orders
from migration_safety.proxies.running.gunicorn import gunicorn
from migration_safety.proxies.running.program import Program

SETTINGS = "migration_safety.flows.blue_green.rehearsal.served.settings"
WSGI = "migration_safety.flows.blue_green.rehearsal.served.wsgi:application"
# A request that waits takes a thread.
THREADS, WORKERS = 32, 1
# What clients of the pooler call their database, wherever it lies.
ROUTE = "rehearsed"


@dataclass(frozen=True, slots=True)
class Release:
    """What is served on one side; `tables` are those that both releases read and write."""

    side: str
    code: Code
    tables: tuple[str, ...]


def application(
    release: Release,
    *,
    alias: str,
    database: Mapping[str, Any],
    address: str,
    folder: Path,
    packages: Path,
    gate: bool,
) -> Program:
    """At "unix:PATH"; to be started with `with`."""
    told = Orders(
        # Of the process that rehearses: manage.py or --settings has put it there.
        settings=os.environ["DJANGO_SETTINGS_MODULE"],
        alias=alias,
        database=database,
        tables=release.tables,
        without=release.code.without,
        gate=gate,
    )
    return gunicorn(
        WSGI,
        name=f"{release.side}_app",
        address=address,
        code=release.code.folder,
        folder=folder,
        environment={
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            **release.code.environment(packages),
            **told.environment(),
        },
        threads=THREADS,
        workers=WORKERS,
    )


def database(project: Mapping[str, Any], address: Address, pooler: str) -> dict[str, Any]:
    """The project's entry of DATABASES, led to a side, or to the pooler at "HOST:PORT"."""
    place = {"host": address.host, "port": address.port, "dbname": address.dbname}
    if pooler:
        host, _, port = pooler.rpartition(":")
        place = {"host": host, "port": port, "dbname": ROUTE}
    found = entry(project, {**place, "user": address.user})
    # A connection for each request would cost more than the request.
    found["CONN_MAX_AGE"] = found.get("CONN_MAX_AGE") or None
    found["CONN_HEALTH_CHECKS"] = True
    found["DISABLE_SERVER_SIDE_CURSORS"] = bool(pooler)
    return found
