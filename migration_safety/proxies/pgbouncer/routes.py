"""The included file in which a pooler finds its databases: ours alone, without passwords."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migration_safety.errors import ProxyError

HEADER = "; Written by plan_blue_green: what is changed here by hand is lost.\n[databases]\n"
LINE = re.compile(r"^(?P<name>[\w-]+)\s*=\s*(?P<words>.*)$")
WORD = re.compile(r"(\w+)\s*=\s*(?:'((?:[^']|'')*)'|(\S+))")
NAME = re.compile(r"[\w-]+")
SECRETS = frozenset({"password", "passfile"})


@dataclass(frozen=True, slots=True)
class Route:
    """A database as clients name it, and where it really lies.

    `options` are further words of PgBouncer's, such as ("pool_size", "20").
    """

    name: str
    host: str
    port: int
    dbname: str
    options: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ProxyError(f"PgBouncer's file cannot hold a database named {self.name!r}.")
        texts = (self.host, self.dbname, *(text for option in self.options for text in option))
        if any(not each.isprintable() for each in texts):
            raise ProxyError(f"The route of {self.name!r} holds what no line can.")
        if SECRETS & {key for key, _ in self.options}:
            raise ProxyError(
                f"The route of {self.name!r} names a password.",
                "PgBouncer takes it from its auth_file or auth_query.",
            )

    @property
    def line(self) -> str:
        """As it stands in the file."""
        places = (("host", self.host), ("port", str(self.port)), ("dbname", self.dbname))
        words = " ".join(f"{key}={_quoted(value)}" for key, value in (*places, *self.options))
        return f"{self.name} = {words}"


def text(routes: Sequence[Route]) -> str:
    """The whole file."""
    return HEADER + "".join(f"{route.line}\n" for route in routes)


def repoint(path: Path, routes: Sequence[Route]) -> None:
    """Replace the file at once and durably; a pooler reads it at its next RELOAD.

    It keeps owner and mode.  Raises ProxyError; then the old one is still there.
    """
    try:
        _replace(path, text(routes))
    except OSError as error:
        raise ProxyError(
            f"PgBouncer's file {path} cannot be replaced: {error.strerror}.",
            "Its folder must exist and be writable by you.",
        ) from None


def routes(path: Path) -> tuple[Route, ...]:
    """What the file says now.  Raises ProxyError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ProxyError(f"PgBouncer's file {path} cannot be read: {error.strerror}.") from None
    return tuple(_route(found) for line in lines if (found := LINE.match(line)))


def _route(found: re.Match[str]) -> Route:
    words = {
        key: bare or quoted.replace("''", "'") for key, quoted, bare in WORD.findall(found["words"])
    }
    places = {key: words.pop(key, "") for key in ("host", "port", "dbname")}
    port = int(places["port"] or 5432)
    return Route(
        found["name"], places["host"], port, places["dbname"] or found["name"], tuple(words.items())
    )


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w./:-]+", value) else "'{}'".format(value.replace("'", "''"))


def _replace(path: Path, content: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            _like(path, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _like(path: Path, handle: int) -> None:
    """Owner and mode of the file that is replaced; a new one is its maker's alone."""
    if path.exists():
        old = path.stat()
        os.fchmod(handle, old.st_mode & 0o777)
        if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(handle, old.st_uid, old.st_gid)
