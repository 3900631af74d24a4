"""Where AUTOINCREMENT stands: no rollback gives a number back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

THERE = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"

# By table, the largest number that it ever gave.
Positions = Mapping[str, int]


def positions(connection: BaseDatabaseWrapper) -> Positions:
    """Of every table that counts so."""
    connection.ensure_connection()
    session = connection.connection
    if not session.execute(THERE).fetchone():
        return {}
    return dict(session.execute("SELECT name, seq FROM sqlite_sequence"))


def put_back(connection: BaseDatabaseWrapper, before: Positions) -> None:
    """Let every table that is still there count on from where it stood."""
    for name, number in positions(connection).items():
        if name in before and number != before[name]:
            connection.connection.execute(
                "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [before[name], name]
            )
