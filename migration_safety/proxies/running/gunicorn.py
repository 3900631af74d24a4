"""gunicorn with one colour's code: the application of a folder, under settings of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from migration_safety.errors import ProgramError
from migration_safety.proxies.running.installed import BROUGHT_BY, missing
from migration_safety.proxies.running.ports import status
from migration_safety.proxies.running.program import Program

# Longer than nginx keeps its idle connections to it (configuration.KEEP): the one that closes
# first must be nginx, or a request may go into a connection that is about to be closed.
KEEP_ALIVE = "75"


def gunicorn(
    application: str,
    *,
    name: str,
    address: str,
    code: Path,
    folder: Path,
    environment: Mapping[str, str],
    threads: int = 8,
    workers: int = 1,
    health: str = "/health/live/",
) -> Program:
    """Serve "package.wsgi:application" out of the folder `code` at "HOST:PORT" or "unix:PATH".

    `folder` takes NAME.log; it is ready when it answers at `health`, whatever.  Raises
    ProgramError where gunicorn is not installed.
    """
    if any(each.startswith("gunicorn") for each in missing()):
        raise ProgramError("gunicorn is not installed.", f"It comes with {BROUGHT_BY['gunicorn']}.")
    options = {
        "--bind": address,
        "--chdir": str(code),
        "--worker-class": "gthread",
        "--workers": str(workers),
        "--threads": str(threads),
        "--keep-alive": KEEP_ALIVE,
        "--graceful-timeout": "5",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    return Program(
        name,
        [sys.executable, "-m", "gunicorn", *words, application],
        folder=folder,
        # It listens before a worker has loaded the application.
        ready=lambda: status(address, health) != 0,
        environment=dict(os.environ) | {"PYTHONPATH": str(code)} | dict(environment),
    )
