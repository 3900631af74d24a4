"""A server and a database of it: version, settings, locale, disk, extensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Server:
    """`version` is server_version_num; `database` and `cluster` tell databases and servers apart.

    `used` counts what is taken of "slots", "senders", "origins", "replication workers" and
    "worker processes".  `pooled`: a pooler stands between it and the driver.
    """

    version: int
    cluster: str
    database: str
    standby: bool
    pooled: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """The major version."""
        return self.version // 10_000


@dataclass(frozen=True, slots=True)
class Locale:
    """How a database writes and sorts text; `recorded` is the version that its indexes were
    built by, `actual` that of the library now; of a libc without versions both are ""."""

    encoding: str
    provider: str
    collate: str
    ctype: str
    name: str
    recorded: str
    actual: str


@dataclass(frozen=True, slots=True)
class Wal:
    """Bytes: in pg_wal, written in a second, free on the disk of the server (None: unknown)."""

    bytes: int
    rate: float
    free: int | None


@dataclass(frozen=True, slots=True)
class Extension:
    """`installed` and `available` are versions, "" where it is not."""

    name: str
    installed: str
    available: str
