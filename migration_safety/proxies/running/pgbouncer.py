"""PgBouncer in a folder of its own, as any user but root, as which it would not run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from migration_safety.proxies.pgbouncer.routes import Route, repoint
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.ports import answers
from migration_safety.proxies.running.program import Program

ADMIN = "pgbouncer"
CONFIGURATION = """\
%include {routes}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
admin_users = {admin}
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 500
server_round_robin = 1
ignore_startup_parameters = extra_float_digits,options
{user}"""


def console(port: int) -> str:
    """The conninfo of the console of a pooler that runs here."""
    return f"host=127.0.0.1 port={port} user={ADMIN} dbname=pgbouncer"


def pgbouncer(
    routes: Sequence[Route], *, port: int, users: Sequence[str], folder: Path, size: int = 20
) -> Program:
    """Let these users through to these databases; `folder`/databases.ini is where they lie.

    It asks nobody for a password, and listens on the loopback alone.  Where we are root it runs
    as who owns the servers' sockets, since it must reach them; the folder must be open to it.
    """
    databases, known, path = (folder / name for name in ("databases.ini", "users", "pgbouncer.ini"))
    repoint(databases, routes)
    known.write_text("".join(f'"{user}" ""\n' for user in (ADMIN, *users)), "utf-8")
    text = CONFIGURATION.format(
        routes=databases,
        port=port,
        users=known,
        admin=ADMIN,
        size=size,
        user=f"user = {_user(routes)}\n" if os.geteuid() == 0 else "",
    )
    path.write_text(text, "utf-8")
    for each in (databases, known, path):
        each.chmod(0o644)
    address = f"127.0.0.1:{port}"
    words = [program("pgbouncer"), str(path)]
    return Program("pgbouncer", words, folder=folder, ready=lambda: answers(address))


def _user(routes: Sequence[Route]) -> str:
    """Sockets of an embedded server are in its folder, which is closed to others."""
    owners = (Path(route.host).owner() for route in routes if route.host.startswith("/"))
    return next((owner for owner in owners if owner != "root"), "nobody")
