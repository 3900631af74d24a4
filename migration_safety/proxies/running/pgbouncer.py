"""PgBouncer in a folder of its own, as any user; as root it runs as nobody."""

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

    It asks nobody for a password, and listens on the loopback alone.  The folder must be open
    to others where we are root, since it reads its files again as nobody.
    """
    root = os.geteuid() == 0
    databases, known, path = (folder / name for name in ("databases.ini", "users", "pgbouncer.ini"))
    repoint(databases, routes)
    known.write_text("".join(f'"{user}" ""\n' for user in (ADMIN, *users)), "utf-8")
    text = CONFIGURATION.format(
        routes=databases,
        port=port,
        users=known,
        admin=ADMIN,
        size=size,
        user="user = nobody\n" if root else "",
    )
    path.write_text(text, "utf-8")
    for each in (databases, known, path):
        each.chmod(0o644)
    address = f"127.0.0.1:{port}"
    words = [program("pgbouncer"), str(path)]
    return Program("pgbouncer", words, folder=folder, ready=lambda: answers(address))
