"""The door: all that is asked of one side."""

from __future__ import annotations

from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.preflight.asking import Asking
from migration_safety.databases.postgresql.preflight.roles import read_role, read_writers
from migration_safety.databases.postgresql.preflight.server import (
    read_extensions,
    read_locale,
    read_only,
    read_server,
)
from migration_safety.databases.postgresql.preflight.sessions import (
    read_consumers,
    read_prepared,
    read_sessions,
)
from migration_safety.databases.postgresql.preflight.tables import (
    large_objects,
    read_sequences,
    read_tables,
)
from migration_safety.databases.postgresql.preflight.wal import SAMPLE, read_wal


def inventory(side: Side, *, sample: float = SAMPLE) -> Inventory:
    """Ask one side, reading only; `sample` are the seconds over which WAL is watched.

    What is not answered is named with its reason.  Raises ReachError where the side does not
    answer at all.
    """
    asking = Asking(side)
    on, off = read_only(asking)
    return Inventory(
        side.name,
        server=read_server(asking),
        locale=read_locale(asking),
        role=read_role(asking),
        wal=read_wal(asking, sample=sample),
        tables=read_tables(asking),
        sequences=read_sequences(asking),
        sessions=read_sessions(asking),
        prepared=read_prepared(asking),
        consumers=read_consumers(asking),
        writers=read_writers(asking),
        extensions=read_extensions(asking),
        read_only=on,
        deaf=off,
        large_objects=large_objects(asking),
        unanswered=asking.unanswered,
    )
