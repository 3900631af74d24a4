"""Ports of this machine that nobody listens on."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPException

from migration_safety.errors import ProgramError

# Below those that systems hand out to outgoing connections (Linux from 32768, others from 49152):
# one of these may be taken between the question and the start.
FIRST, LAST = 20_000, 32_000
ATTEMPTS = 200
TIMEOUT = 1.0
_given: set[int] = set()


def free_port() -> int:
    """A port of the loopback that is free, and that this process has not asked for before."""
    for _ in range(ATTEMPTS):
        port = random.SystemRandom().randrange(FIRST, LAST)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise ProgramError("No port is free on 127.0.0.1.", "End programs that nobody needs.")


def answers(address: str) -> bool:
    """Whether somebody listens at "HOST:PORT" or "unix:PATH"."""
    with suppress(OSError), _connected(address):
        return True
    return False


def status(address: str, path: str) -> int:
    """The status that an application answers a GET with, 0 where there is no answer."""
    connection = HTTPConnection("localhost", timeout=TIMEOUT)
    with suppress(OSError, HTTPException), _connected(address) as connection.sock:
        connection.request("GET", path)
        return connection.getresponse().status
    return 0


def _connected(address: str) -> socket.socket:
    unix = address.startswith("unix:")
    client = socket.socket(socket.AF_UNIX if unix else socket.AF_INET)
    try:
        client.settimeout(TIMEOUT)
        client.connect(_target(address))
    except OSError:
        client.close()
        raise
    return client


def _target(address: str) -> str | tuple[str, int]:
    if address.startswith("unix:"):
        return address.removeprefix("unix:")
    host, _, port = address.rpartition(":")
    return host, int(port)


def _is_free(port: int) -> bool:
    with socket.socket() as server:
        return server.connect_ex(("127.0.0.1", port)) != 0 and _binds(port)


def _binds(port: int) -> bool:
    with socket.socket() as server:
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
