"""Sequences, sessions and extensions: what a database must have ready for a deploy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Several

from migration_safety.checks.outcome import outcome
from migration_safety.core.catalog.server import Sequence, Session
from migration_safety.core.report import Check, Status

AHEAD = "sequences are ahead of their keys"
ROOM = "sequences have room"
SESSIONS = "nobody holds a transaction open"
EXTENSIONS = "extensions can be had"
NAMES = (AHEAD, ROOM, SESSIONS, EXTENSIONS)
NONE = "the database has no sequence behind a key"
FULL = 0.75
LONG = 60.0


def sequence_checks(found: Several[Sequence], *, rows: bool) -> tuple[Check, ...]:
    """`rows`: whether the keys were read, which the sequences are compared with."""
    open_ = [f"{each.name}: {each.unanswered}" for each in found if each.unanswered]
    known = [each for each in found if not each.unanswered]
    behind = [each for each in known if each.largest is not None and each.largest >= each.upcoming]
    return (
        outcome(
            AHEAD,
            len(known) if rows else 0,
            map(_behind, behind),
            unexamined=open_ if rows else (),
            none=NONE if rows else "rows are not read (--check-seconds 0)",
        ),
        outcome(
            ROOM,
            len(known),
            [_full(each) for each in known if each.upcoming > each.most * FULL],
            worst=Status.WARNING,
            unexamined=open_,
            none=NONE,
        ),
    )


def session_check(found: Several[Session]) -> Check:
    """A lock that a migration asks for waits behind whoever has used the table."""
    hidden = sum(not each.visible for each in found)
    return outcome(
        SESSIONS,
        len(found) - hidden,
        [_long(each) for each in found if each.seconds is not None and each.seconds >= LONG],
        worst=Status.WARNING,
        unexamined=[f"{hidden} sessions of other roles: GRANT pg_read_all_stats shows them"]
        if hidden
        else (),
        none="no other session",
    )


def extension_check(wanted: Mapping[str, str], available: Collection[str]) -> Check:
    """`wanted` are the extensions that selected migrations create, with the migration."""
    return outcome(
        EXTENSIONS,
        len(wanted),
        [
            f"{migration} creates the extension {name}, which the server does not have: install its"
            " package there, or have it allowed by whoever runs the server."
            for name, migration in wanted.items()
            if name not in available
        ],
        none="no selected migration creates an extension",
    )


def _behind(found: Sequence) -> str:
    return (
        f"{found.name} gives {found.table}.{found.column} {found.upcoming} next, while"
        f" {found.largest} is taken: INSERTs will collide. Run the SQL of"
        " `manage.py sqlsequencereset`."
    )


def _full(found: Sequence) -> str:
    part = 100 * (found.upcoming - 1) // found.most
    return (
        f"{found.name} has used {part} % of what {found.table}.{found.column} can hold"
        f" ({found.most:,}): move to a bigint key before INSERTs fail."
    )


def _long(found: Session) -> str:
    minutes = (found.seconds or 0) / 60
    return (
        f"{found.name} has had a transaction open for {minutes:,.0f} min: a migration that locks"
        " what it has used waits behind it, and everybody behind the migration. End it first."
    )
