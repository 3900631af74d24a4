"""What a server says of itself before a deployment: the evidence that its pre-flight judges."""

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
class Role:
    """The driver's own role, and what it may do in the database."""

    name: str
    superuser: bool
    replication: bool
    creates: bool
    subscribes: bool
    bypasses: bool
    fences: bool


@dataclass(frozen=True, slots=True)
class Table:
    """As pg_class has it: `kind` is relkind, `persistence` p or u, `root` the partitioned table
    that it is a part of, or "".

    `identity` is relreplident, `key` the columns by which an UPDATE is found under it, none
    where it would be refused.  `owned`: the driver may publish it.
    """

    name: str
    kind: str
    persistence: str
    root: str
    identity: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    generated: tuple[str, ...]
    triggers: tuple[str, ...]
    secured: bool
    owned: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """`left` is how many values it has left, for its own limit and that of its column."""

    name: str
    left: int
    used: float


@dataclass(frozen=True, slots=True)
class Session:
    """A backend of the cluster; `seconds` its transaction has lasted, None without one.

    `writes`: its transaction has a number, for which a new slot waits.  `here`: it is in the
    database of the deployment.  `hidden`: the driver may not see what it does.
    """

    pid: int
    role: str
    application: str
    client: str
    kind: str
    seconds: float | None
    writes: bool
    here: bool
    hidden: bool
    wraparound: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transaction that waits for COMMIT PREPARED."""

    name: str
    database: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Consumer:
    """`kind` is "logical slot", "physical slot", "slot of database NAME", "publication" or
    "subscription"; `retained` are the bytes of WAL that a slot keeps."""

    kind: str
    name: str
    active: bool
    retained: int

    @property
    def elsewhere(self) -> bool:
        """Whether it is of another database of the server."""
        return self.kind.startswith("slot of")


@dataclass(frozen=True, slots=True)
class Writer:
    """A role that may log in and write to `tables` tables; `sessions` it has now.

    `own`: it is the driver's.
    """

    name: str
    superuser: bool
    own: bool
    tables: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Pooler:
    """`modes` are those of its databases that lead to the deployment's ("transaction"), `backends`
    the processes of the server that it is connected to; `trouble` why it tells nothing, or ""."""

    name: str
    modes: tuple[str, ...] = ()
    backends: frozenset[int] = frozenset()
    trouble: str = ""


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


@dataclass(frozen=True, slots=True)
class Inventory:
    """All of one side.  `read_only` is what makes sessions read-only by default, `deaf` what makes
    them writers whatever the server says.  `unanswered` holds the reason by the name of what could
    not be read."""

    side: str
    server: Server | None = None
    locale: Locale | None = None
    role: Role | None = None
    wal: Wal | None = None
    tables: tuple[Table, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    sessions: tuple[Session, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    writers: tuple[Writer, ...] = ()
    extensions: tuple[Extension, ...] = ()
    read_only: tuple[str, ...] = ()
    deaf: tuple[str, ...] = ()
    large_objects: int = 0
    unanswered: Mapping[str, str] = field(default_factory=dict)
