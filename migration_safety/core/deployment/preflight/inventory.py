"""What a server says of itself before a deployment: the evidence that its pre-flight judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migration_safety.core.deployment.preflight.roles import Role, Writer
from migration_safety.core.deployment.preflight.server import Extension, Locale, Server, Wal
from migration_safety.core.deployment.preflight.sessions import Consumer, Prepared, Session
from migration_safety.core.deployment.preflight.tables import Sequence, Table


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
