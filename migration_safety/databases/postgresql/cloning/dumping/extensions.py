"""Extensions of the source that a clone does without: lacking, or acting by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from migration_safety.errors import CloneError

# These start work on a schedule or on their own, in one database of a server.
ACTING = frozenset({"pg_cron", "pgagent", "pg_net", "pg_background", "pglogical", "timescaledb"})

# What refers to a member of the extension, and is no member of an extension itself.
INSTALLED = """
    SELECT extname, EXISTS (
        SELECT FROM pg_depend AS member JOIN pg_depend AS d
            ON d.refclassid = member.classid AND d.refobjid = member.objid
        WHERE member.refclassid = 'pg_extension'::regclass AND member.refobjid = e.oid
          AND member.deptype = 'e' AND d.deptype IN ('n', 'a') AND NOT EXISTS (
              SELECT FROM pg_depend AS other
              WHERE other.classid = d.classid AND other.objid = d.objid AND other.deptype = 'e')),
        ARRAY(SELECT each::regclass::text FROM unnest(extconfig) AS each)
    FROM pg_extension AS e ORDER BY extname
"""
AVAILABLE = "SELECT name FROM pg_available_extensions"


@dataclass(frozen=True, slots=True)
class Extension:
    """One that is installed; `needed` by objects that are not its own.

    `config` are its tables that hold settings, whose rows pg_dump writes.
    """

    name: str
    needed: bool
    config: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The extensions that a clone does without, and why."""

    extensions: tuple[Extension, ...]
    notes: tuple[str, ...]


def installed(connection: psycopg.Connection) -> tuple[Extension, ...]:
    """In the database that the connection is to."""
    rows = connection.execute(INSTALLED)
    return tuple(Extension(name, needed, tuple(config)) for name, needed, config in rows)


def left_out(extensions: Sequence[Extension], server: psycopg.Connection) -> LeftOut:
    """What a restore on that server does without.

    Raises CloneError where objects of the database need an extension that it lacks.
    """
    available = {name for (name,) in server.execute(AVAILABLE)}
    lacking = [each for each in extensions if each.name not in available]
    acting = [each for each in extensions if each.name in ACTING and each not in lacking]
    if needed := [each for each in lacking if each.needed]:
        raise CloneError(
            f"The sandbox server lacks extensions that the database needs: {_names(needed)}.",
            "Give --sandbox the URL of a server that has them.",
        )
    reasons = {"the sandbox server lacks them": lacking, "they act by themselves": acting}
    notes = (
        f"Extensions left out, as {reason}: {_names(each)}."
        for reason, each in reasons.items()
        if each
    )
    return LeftOut((*lacking, *acting), tuple(notes))


def _names(extensions: Sequence[Extension]) -> str:
    return ", ".join(each.name for each in extensions)
