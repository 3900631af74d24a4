"""The lock queue: what others feel while a migration waits for a table that somebody holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.conninfo import make_conninfo

from migration_safety.core.trial.traffic.felt import Access, Attempt
from migration_safety.databases.postgresql.traffic.blocker import Blocker
from migration_safety.databases.postgresql.traffic.felt import Run, felt_by
from migration_safety.databases.postgresql.traffic.traffic import Traffic
from migration_safety.databases.postgresql.traffic.transaction import Workload
from migration_safety.interruption.threads import join, start, tell

HOLD = 1.5
AROUND = 0.2


def queued(
    run: Run,
    *,
    conninfo: str,
    table: str,
    workload: Workload,
    held: Access = Access.READS,
    lock_timeout: int = 0,
    hold: float = HOLD,
) -> Attempt:
    """What the workload feels while `run` meets a transaction that has read the table, or has
    written to it (`held`), and idles; it ends once it was waited for `hold` seconds.

    `run` returns what stopped the migrations, or "", and is to run with that `lock_timeout`
    (see `impatient`); here it is only told of.  Raises SandboxError where nobody can connect.
    """
    traffic = Traffic(conninfo, workload)
    with traffic.flowing(before=AROUND, after=AROUND):
        clients = [each.backend for each in traffic.clients]
        blocker = Blocker(conninfo, table, held, hold=hold, clients=clients)
        start(blocker)
        try:
            error = run()
            gave_up = bool(error) and blocker.is_alive() and blocker.waited > 0
        finally:
            tell(blocker.released)
            join(blocker)
    services = felt_by(traffic)

    def longest(access: Access) -> float:
        return max((each.stalled for each in services if each.access is access), default=0.0)

    reads, writes = longest(Access.READS), longest(Access.WRITES)
    return Attempt(lock_timeout, blocker.waited, gave_up, reads, writes, error)


def impatient(entry: Mapping[str, Any], milliseconds: int) -> dict[str, Any]:
    """An entry of DATABASES whose sessions wait no longer than that for a lock; 0: for ever."""
    options = dict(entry.get("OPTIONS") or {})
    # Of several flags about one setting the last one counts.
    flags = f"{options.get('options', '')} -c lock_timeout={milliseconds}"
    return {**entry, "OPTIONS": {**options, "options": flags.strip()}}


def address(conninfo: str, entry: Mapping[str, Any]) -> str:
    """Sessions of a sandbox as an entry of DATABASES shapes them: `-c search_path=...`."""
    flags = (entry.get("OPTIONS") or {}).get("options")
    return make_conninfo(conninfo, options=flags) if flags else conninfo
