"""A server that looks like production: whoever tries migrations there disturbs others."""

from __future__ import annotations

import psycopg

from migration_safety.errors import CloneError

# A desk has a development server, a shell and a graphical client, with a few sessions each.
SESSIONS_OF_A_DESK = 8

SIGNS = """
    SELECT (SELECT count(*) FROM pg_replication_slots),
        (SELECT count(*) FROM pg_stat_replication),
        (SELECT count(*) FROM pg_stat_activity
         WHERE datname = %s AND backend_type = 'client backend'
           AND application_name <> 'migration_safety')
"""


def refuse_production(connection: psycopg.Connection, own: str) -> None:
    """Raise CloneError where the server, which holds the project's database `own`, is at work.

    Signs are replication slots, standbys, and more sessions in that database than a desk has.
    """
    slots, standbys, sessions = connection.execute(SIGNS, [own]).fetchone() or (0, 0, 0)
    signs = [
        *_counted(slots, "replication slot"),
        *_counted(standbys, "standby"),
        *_counted(sessions if sessions > SESSIONS_OF_A_DESK else 0, f"session in {own}"),
    ]
    if signs:
        raise CloneError(
            f"The sandbox server looks like production: it holds the project's database {own},"
            f" and has {', '.join(signs)}.",
            "Name another server with --sandbox, or embedded; --allow-production goes on all the"
            " same.",
        )


def _counted(number: int, what: str) -> list[str]:
    """["2 standbys"], or nothing."""
    first, _, rest = what.partition(" in ")
    plural = (
        first
        if number == 1
        else f"{first.removesuffix('y')}ies"
        if first[-1] == "y"
        else f"{first}s"
    )
    return [f"{number} {plural}{' in ' + rest if rest else ''}"] if number else []
