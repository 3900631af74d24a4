"""What nginx and PgBouncer are given before a run: files by name, without any secret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import connections

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.proxies.nginx.configuration import Site, http, server
from migration_safety.proxies.pgbouncer.routes import Route, text

# The flag outlives a restart of the machine, which empties /run.
SITE = Site(
    flag=Path("/var/lib/migration_safety/green"),
    blue=("127.0.0.1:8101",),
    green=("127.0.0.1:8102",),
    log=Path("/var/log/nginx/migration_safety.log"),
)
EDIT = "# The addresses of the two releases are examples: put in your own.\n"
POOLER = """\
; What pgbouncer.ini needs for a deployment: transactions are pooled, its databases are in a
; file of their own, and nobody is sent away while requests are held.
%include /etc/pgbouncer/pgbouncer_databases.ini

[pgbouncer]
pool_mode = transaction
query_wait_timeout = 120
"""


def fronts(strategy: Strategy, alias: str) -> Iterator[tuple[str, str]]:
    """Name and text of each file; none where there is no switch."""
    if strategy is Strategy.GATE:
        yield "nginx_http.conf", EDIT + http(SITE)
        yield "nginx_server.conf", server(SITE)
    if strategy is Strategy.HOLD:
        yield "pgbouncer.ini", POOLER
        yield "pgbouncer_databases.ini", text([_route(alias)])


def _route(alias: str) -> Route:
    settings = connections[alias].settings_dict
    # Of a service no name is known here.
    name = str(settings["NAME"] or settings["OPTIONS"].get("service") or "app")
    port = int(settings["PORT"] or 5432)
    return Route(name, str(settings["HOST"] or "127.0.0.1"), port, name)
