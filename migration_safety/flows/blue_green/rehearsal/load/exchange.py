"""One connection to the front, kept alive: a request goes out once, and is never sent again."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

SIDE, ERROR = "x-rehearsal-side", "x-rehearsal-error"
# A server may close what was idle for long just when we write to it.
IDLE = 20.0
HEADERS = b"Host: localhost\r\nUser-Agent: migration_safety\r\nContent-Length: 0\r\n\r\n"


class NoAnswerError(Exception):
    """The connection ended before the answer was whole."""


@dataclass(slots=True)
class Exchange:
    """A connection and when it was last used."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: float = 0.0
    reusable: bool = True

    @classmethod
    async def opened(cls, address: str) -> Exchange:
        """To a socket's path, or to host:port.  Raises OSError where nobody listens."""
        if address.startswith("/"):
            return cls(*await asyncio.open_unix_connection(address))
        host, _, port = address.rpartition(":")
        return cls(*await asyncio.open_connection(host, int(port)))

    @property
    def fresh(self) -> bool:
        """Whether a request may be entrusted to it."""
        idle = monotonic() - self.used > IDLE
        return self.reusable and not idle and not self.reader.at_eof()

    async def ask(self, method: str, path: str) -> tuple[int, str, str]:
        """The status, the side that answered, and what it said of an error.

        Raises NoAnswerError and OSError.
        """
        self.writer.write(f"{method} {path} HTTP/1.1\r\n".encode() + HEADERS)
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            status, headers = _parsed(head)
            await self.reader.readexactly(int(headers.get("content-length", "0")))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise NoAnswerError("the connection was closed without an answer") from error
        bounded = "content-length" in headers
        self.reusable = bounded and headers.get("connection", "").lower() != "close"
        self.used = monotonic()
        return status, headers.get(SIDE, ""), headers.get(ERROR, "")

    def close(self) -> None:
        with suppress(OSError):
            self.writer.close()


def _parsed(head: str) -> tuple[int, dict[str, str]]:
    first, *lines = head.strip().split("\r\n")
    named = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in named}
