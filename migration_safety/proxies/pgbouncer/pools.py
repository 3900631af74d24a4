"""What a pooler says of itself: who works, who waits, and how it is set."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.proxies.pgbouncer.console import Console


@dataclass(frozen=True, slots=True)
class Pool:
    """One pool of one pooler, as SHOW POOLS counts; `longest` is the longest wait in seconds."""

    pooler: str
    database: str
    user: str
    active_clients: int
    waiting_clients: int
    active_servers: int
    idle_servers: int
    longest: float


def pools(console: Console, database: str) -> list[Pool]:
    """Those of a database: one for each user."""
    return [
        Pool(
            pooler=console.name,
            database=database,
            user=str(row["user"]),
            active_clients=int(str(row["cl_active"])),
            waiting_clients=int(str(row["cl_waiting"])),
            active_servers=int(str(row["sv_active"])),
            idle_servers=int(str(row["sv_idle"])),
            longest=int(str(row["maxwait"])) + int(str(row["maxwait_us"])) / 1e6,
        )
        for row in console.show("POOLS")
        if row["database"] == database
    ]


def at_work(console: Console, database: str) -> list[str]:
    """The clients in a transaction: "shop of 10.0.0.7:41122 at db1:6432"."""
    return [
        f"{row['user']} of {row['addr']}:{row['port']} at {console.name}"
        for row in console.show("CLIENTS")
        if row["database"] == database and row["link"]
    ]


def setting(console: Console, key: str) -> str:
    """A value of SHOW CONFIG, "0" where it has none of that name."""
    return next((str(row["value"]) for row in console.show("CONFIG") if row["key"] == key), "0")
