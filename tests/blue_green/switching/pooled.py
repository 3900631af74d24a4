"""A world whose users come through a pooler, as a role that a switch shuts out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from migration_safety.errors import ProgramError
from migration_safety.proxies.pgbouncer.routes import Route
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from tests.blue_green.switching.world import World

GRANTS = "GRANT ALL ON public.item, public.item_id_seq TO {}"


@contextmanager
def pooled(world: World) -> Iterator[World]:
    """The pooler leads to blue, and is gone afterwards, as is the role.  Skips without one."""
    try:
        program("pgbouncer")
    except ProgramError as error:
        pytest.skip(str(error))
    parts = conninfo_to_dict(world.blue)
    route = Route("shop", str(parts["host"]), int(str(parts["port"])), str(parts["dbname"]))
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name, _writer(world) as writer:
        folder = Path(name)
        folder.chmod(0o755)
        with pgbouncer([route], port=port, users=[writer], folder=folder):
            yield replace(
                world,
                console=console(port),
                databases=str(folder / "databases.ini"),
                writer=writer,
                clients=f"host=127.0.0.1 port={port} user={writer} dbname=shop connect_timeout=10",
            )


@contextmanager
def _writer(world: World) -> Iterator[str]:
    """A role of the application, on both servers."""
    name = f"hold_{world.folder.name}"[:60].lower().replace("-", "_")
    role, run = sql.Identifier(name), world.run()
    for side in run.sides:
        side.connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        side.connection.execute(sql.SQL(GRANTS).format(role))
    try:
        yield name
    finally:
        for side in run.sides:
            side.connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
            side.connection.execute(sql.SQL("DROP ROLE {}").format(role))
        run.close()
