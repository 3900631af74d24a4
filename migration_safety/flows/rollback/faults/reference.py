"""A direction of a migration as it goes undisturbed: what cells are held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from migration_safety.core.trial.leg import Direction
from migration_safety.databases.postgresql.faults.orphan import alone
from migration_safety.databases.postgresql.faults.rows import Table, files, written
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.faults.ground import Copy, Ground
from migration_safety.flows.rollback.faults.portrait import Portrait, portrait
from migration_safety.flows.rollback.faults.running.messages import Ended, Sent
from migration_safety.flows.rollback.faults.running.process import Runner

# Numbers that a sequence has given away are not given back: a migration that runs again makes
# rows of other numbers.
ADVANCE = """
    SELECT nextval(c.oid) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND n.nspname NOT LIKE 'pg\\_%'
"""
UNDISTURBED_WITHIN = 3600.0
ENDED_WITHIN = 60.0


class DoesNotRun(Exception):
    """Not even when nobody disturbs it: says why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`start` is the database that the direction begins with, of which every cell has a copy.

    `before` and `after` are its portraits; `tables` those that it writes to; `sent` its
    statements.
    """

    ground: Ground
    start: Sandbox
    direction: Direction
    before: Portrait
    after: Portrait
    tables: frozenset[Table]
    sent: tuple[Sent, ...]


@contextmanager
def forwards(ground: Ground, runner: Runner) -> Iterator[Reference]:
    """The way forward, from the source."""
    yield _taken(ground, runner, ground.source, Direction.FORWARD)


@contextmanager
def backwards(ground: Ground, runner: Runner) -> Iterator[Reference]:
    """The way back, from where the way forward leads."""
    with ground.copy(ground.source) as there:
        _run(runner, there, Direction.FORWARD)
        yield _taken(ground, runner, there.box, Direction.BACKWARD)


def unsteady(reference: Reference, runner: Runner) -> frozenset[str]:
    """The columns whose values differ from run to run: times, random ones, numbers of rows."""
    with reference.ground.copy(reference.start) as again:
        with again.session() as session:
            session.execute(ADVANCE.encode())
        _run(runner, again, reference.direction)
        with again.session() as session:
            other = portrait(session, runner.subject.key, reference.tables)
    return frozenset(it for it in reference.after.unlike(other) if it.startswith("values "))


def _taken(ground: Ground, runner: Runner, start: Sandbox, direction: Direction) -> Reference:
    key = runner.subject.key
    with ground.copy(start) as reached:
        with reached.session() as session:
            beginning = files(session)
        ended = _run(runner, reached, direction)
        with reached.session() as session:
            tables = written(session, beginning)
            after = portrait(session, key, tables)
    with ground.copy(start) as untouched, untouched.session() as session:
        before = portrait(session, key, tables)
    return Reference(ground, start, direction, before, after, tables, ended.sent)


def _run(runner: Runner, database: Copy, direction: Direction) -> Ended:
    ended = runner.start(database.address, direction).over(UNDISTURBED_WITHIN)
    if ended is None or ended.error:
        why = ended.error if ended else "its process ended, or took too long"
        raise DoesNotRun(why)
    with database.session() as session:
        alone(session, ENDED_WITHIN)
    return ended
