"""A direction of a migration as it goes when nobody disturbs it: what all cells are held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.faults.orphan import alone
from migration_safety.databases.postgresql.faults.rows import Table, files, written
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.faults.ground import Ground
from migration_safety.flows.rollback.faults.messages import Ended, Sent
from migration_safety.flows.rollback.faults.portrait import Portrait, portrait
from migration_safety.flows.rollback.faults.process import Runner

# Numbers that a sequence has given away are not given back: a migration that runs again makes
# rows of other numbers.
ADVANCE = """
    SELECT nextval(c.oid) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND n.nspname NOT LIKE 'pg\\_%'
"""
UNDISTURBED_WITHIN = 3600.0
ENDED_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Reference:
    """`start` is the database that the direction begins with, of which every cell has a copy.

    `before` and `after` are its portraits; `tables` those that it writes to; `sent` its
    statements.
    """

    ground: Ground
    start: str
    direction: Direction
    before: Portrait
    after: Portrait
    tables: frozenset[Table]
    sent: tuple[Sent, ...]


@contextmanager
def forwards(ground: Ground, runner: Runner) -> Iterator[Reference]:
    """The way forward, from the source."""
    with _taken(ground, runner, ground.source, Direction.FORWARD) as (reference, _):
        yield reference


@contextmanager
def backwards(ground: Ground, runner: Runner) -> Iterator[Reference]:
    """The way back, from where the way forward leads."""
    with (
        _taken(ground, runner, ground.source, Direction.FORWARD) as (_, reached),
        _taken(ground, runner, reached, Direction.BACKWARD) as (reference, _),
    ):
        yield reference


def unsteady(reference: Reference, runner: Runner) -> frozenset[str]:
    """The columns whose values differ from run to run: times, random ones, numbers of rows."""
    ground = reference.ground
    with ground.copies.copy(reference.start) as database:
        with ground.connect(database) as session:
            session.execute(ADVANCE.encode())
        _run(runner, ground, database, reference.direction)
        with ground.connect(database) as session:
            again = portrait(session, runner.subject.key, reference.tables)
    return frozenset(it for it in reference.after.unlike(again) if it.startswith("values "))


@contextmanager
def _taken(
    ground: Ground, runner: Runner, start: str, direction: Direction
) -> Iterator[tuple[Reference, str]]:
    """The reference, and the database in which it was taken."""
    with ground.copies.copy(start) as database:
        with ground.connect(database) as session:
            before = files(session)
        ended = _run(runner, ground, database, direction)
        with ground.connect(database) as session:
            tables = written(session, before)
            after = portrait(session, runner.subject.key, tables)
        with ground.copies.copy(start) as untouched, ground.connect(untouched) as session:
            first = portrait(session, runner.subject.key, tables)
        yield Reference(ground, start, direction, first, after, tables, ended.sent), database


def _run(runner: Runner, ground: Ground, database: str, direction: Direction) -> Ended:
    ended = runner.start(ground.settings(database), direction).over(UNDISTURBED_WITHIN)
    if ended is None or ended.error:
        why = ended.error if ended else "its process ended, or took too long"
        raise SandboxError(
            f"{runner.subject} does not run {direction} undisturbed: {why}.",
            "Mend that first: there is nothing to hold an interrupted run against.",
        )
    with ground.connect(database) as session:
        alone(session, ENDED_WITHIN)
    return ended
