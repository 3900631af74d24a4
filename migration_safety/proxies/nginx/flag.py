"""The file by which nginx is told the colour, request by request: green where it exists.

There is no reload: `nginx -s reload` closes kept connections under its clients.
"""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path
from urllib.error import URLError

from migration_safety.errors import ProxyError

BLUE, GREEN = "blue", "green"
TIMEOUT = 2.0
# Of what the environment names as a proxy nothing is asked: this is the loopback.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def where(flag: Path) -> str:
    """The colour that the file names now.  Raises ProxyError where nobody can tell."""
    try:
        with os.scandir(flag.parent) as found:
            return (
                GREEN if any(each.name == flag.name and each.is_file() for each in found) else BLUE
            )
    except OSError as error:
        raise _trouble(flag, error) from None


def point(flag: Path, colour: str) -> None:
    """Send every request from now on to that colour; a crash of the machine does not undo it.

    It may be done again.  Raises ProxyError; then `where` says what holds.
    """
    try:
        if colour == GREEN:
            os.close(os.open(flag, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
        else:
            flag.unlink(missing_ok=True)
        _settle(flag.parent)
    except OSError as error:
        raise _trouble(flag, error) from None


def asked(probe: str) -> str:
    """The colour that nginx itself tests the file for, at its probe "HOST:PORT".

    It differs from `where` if nginx may not look into the folder, or serves another
    configuration.  Raises ProxyError where it does not answer.
    """
    try:
        with DIRECT.open(f"http://{probe}/colour", timeout=TIMEOUT) as answer:
            said: bytes = answer.read(16)
    except (URLError, OSError):
        raise ProxyError(
            f"nginx does not answer at its probe {probe}.",
            "Check that it runs and includes the generated configuration.",
        ) from None
    return said.decode("ascii", "replace").strip()


def _settle(folder: Path) -> None:
    """The entry of a file is durable when its folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _trouble(flag: Path, error: OSError) -> ProxyError:
    return ProxyError(
        f"The flag file {flag} cannot be read or changed: {error.strerror}.",
        "Its folder must exist, be writable by you and searchable by nginx's workers.",
    )
