"""The rollback bill of a unit, on the database that stands after it or on copies of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from importlib import import_module

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.bill import Bill
from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.rollback.places.ground import Ground, on
from migration_safety.flows.rollback.vendors import Sandbox, vendor
from migration_safety.reading.billing import Limits, Stage, Tools, bill, by_code, undoing
from migration_safety.reading.replay.unit import Unit

# Imported on demand: it brings Faker, which a run without a trial has no use for.
EXAMPLES = "migration_safety.rows.example"
# A copy takes longer than a transaction that is undone.
COPIES = Limits(attempts=16)


def billed(unit: Unit, ground: Ground) -> Bill:
    """The main database stands after the unit, and still does afterwards.

    What the project's own code makes impossible is told in the bill.  Raises SandboxError where
    the server is lost.
    """
    try:
        return _billed(unit, ground)
    except MigrationSafetyError:
        raise
    except Exception as error:  # fields, their defaults and their values are the project's code
        return Bill(unwritten=(f"{type(error).__name__}: {error}".partition("\n")[0],))


def _billed(unit: Unit, ground: Ground) -> Bill:
    doors = vendor(ground.main.vendor)
    example = import_module(EXAMPLES).example
    tools = Tools(example, doors.said, doors.Sheets, doors.undisturbed)
    undone = partial(_undone, ground, tools)
    alone = len(unit.migrations) == 1 and unit.migrations[0].atomic and doors.IN_ONE_TRANSACTION
    if alone and not by_code(unit):
        return bill(unit, stage=undone, small=partial(_small, undone), tools=tools)
    with ExitStack() as stack:
        # PostgreSQL checks a foreign key once more where code changes rows that the very
        # transaction has inserted, and then refuses to alter the table.
        return bill(
            unit,
            stage=partial(_copied, ground.spare, ground.alias),
            scout=undone if alone else None,
            small=partial(_small_copies, ground, stack),
            tools=tools,
            limits=COPIES,
        )


@contextmanager
def _undone(ground: Ground, tools: Tools) -> Iterator[BaseDatabaseWrapper]:
    """The main database, where all is done in one transaction."""
    with ground.connected() as connection, undoing(connection, tools):
        yield connection


def _small(stage: Stage) -> Stage | None:
    """The same with few rows in its large tables, where it has such."""
    with stage() as connection:
        helps = vendor(connection.vendor).reduced(connection)
    return partial(_reduced, stage) if helps else None


@contextmanager
def _reduced(stage: Stage) -> Iterator[BaseDatabaseWrapper]:
    with stage() as connection:
        vendor(connection.vendor).reduced(connection)
        yield connection


@contextmanager
def _copied(
    copied: Callable[[], AbstractContextManager[Sandbox]], alias: str
) -> Iterator[BaseDatabaseWrapper]:
    """What commits by itself, or in several transactions, is done to a copy."""
    with copied() as box, on(box, alias) as connection:
        yield connection


def _small_copies(ground: Ground, stack: ExitStack) -> Stage | None:
    """Copies of a copy with few rows in its large tables, where it has such."""
    box = stack.enter_context(ground.spare())
    with on(box, ground.alias) as connection:
        helps = vendor(connection.vendor).reduced(connection)
    return partial(_copied, box.copy, ground.alias) if helps else None
