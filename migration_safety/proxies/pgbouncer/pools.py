"""What a pooler says of itself: who works, and how it is set."""

from __future__ import annotations

from migration_safety.proxies.pgbouncer.console import Console


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
