"""Whether tables hold the same rows on both sides: at a pinned moment, or while rows flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from migration_safety.databases.postgresql.fingerprint.catalog import Table, tables
from migration_safety.databases.postgresql.fingerprint.scan import REFUSALS, refusal
from migration_safety.databases.postgresql.fingerprint.session import Session
from migration_safety.databases.postgresql.fingerprint.session import pinned as texts_pinned
from migration_safety.databases.postgresql.publishing.comparing.alike import alike
from migration_safety.databases.postgresql.publishing.comparing.buckets import mask
from migration_safety.databases.postgresql.publishing.comparing.reading import (
    Comparison,
    Difference,
    Reading,
)
from migration_safety.databases.postgresql.publishing.comparing.snapshots import pinned

ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """A table to compare: its name on each side ("schema.name"), and the columns that count."""

    blue: str
    green: str
    columns: tuple[str, ...]


def at_a_moment(blue: Session, green: Session, wanted: Sequence[Compared]) -> Iterator[Comparison]:
    """Compare as both sessions see their sides now: they are pinned, and stay so.

    Nobody else uses the sessions meanwhile.  What is left over of rows is told in numbers.
    """
    sessions = (blue, green)
    with _texts(sessions):
        known = _known(sessions)
    for each in wanted:
        try:
            with _texts(sessions):
                reading = _reading(sessions, known, each)
                buckets, total = reading.differing(None)
                yield reading.apart(buckets).counted(each.blue, total)
        except REFUSALS as error:
            yield Comparison(each.blue, unproven=refusal(error))


def while_flowing(
    blue: Session,
    green: Session,
    wanted: Sequence[Compared],
    *,
    settle: Callable[[], None],
    rounds: int = ROUNDS,
) -> Iterator[Comparison]:
    """Compare while blue is written to and green follows: in moments that last for one scan.

    Rows that differ are looked at again after `settle`, which waits until green has what blue
    had when it was called.  What differs to the end, and was written to on neither side in
    between, is a difference.
    """
    sessions = (blue, green)
    with _texts(sessions):
        known = _known(sessions)
    for each in wanted:
        try:
            with _texts(sessions):
                reading = _reading(sessions, known, each)
            yield _settled(reading, each.blue, rounds, settle)
        except REFUSALS as error:
            yield Comparison(each.blue, unproven=refusal(error))


Known = tuple[dict[str, Table], dict[str, Table]]


def _settled(reading: Reading, table: str, rounds: int, settle: Callable[[], None]) -> Comparison:
    with _moment(reading):
        buckets, total = reading.differing(None)
    found: Difference | None = None
    for _ in range(rounds if buckets else 0):
        settle()
        with _moment(reading):
            later = reading.apart(buckets, found.keys if found else None)
        found = found.lasting(later) if found else later
        if not found.keys:
            break
    return (found or Difference()).counted(table, total)


@contextmanager
def _moment(reading: Reading) -> Iterator[None]:
    with pinned(*reading.sessions), _texts(reading.sessions):
        yield


def _known(sessions: tuple[Session, Session]) -> Known:
    here, there = (
        {f"{each.schema}.{each.name}": each for each in tables(session, frozenset())}
        for session in sessions
    )
    return here, there


def _reading(sessions: tuple[Session, Session], known: Known, wanted: Compared) -> Reading:
    blue, green = known[0][wanted.blue], known[1][wanted.green]
    hashes = alike(sessions, (blue, green), wanted.columns)
    return Reading(sessions, hashes, mask(sessions[0], blue.oid))


@contextmanager
def _texts(sessions: tuple[Session, Session]) -> Iterator[None]:
    """Values have one text each on both sides."""
    with texts_pinned(sessions[0]), texts_pinned(sessions[1]):
        yield
