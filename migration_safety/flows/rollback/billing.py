"""The rollback bill of a unit, on the database that stands after it or on copies of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.bill import Bill
from migration_safety.errors import MigrationSafetyError
from migration_safety.flows.rollback.places.ground import Ground, on
from migration_safety.flows.rollback.vendors import vendor
from migration_safety.reading.billing import Limits, Tools, bill, by_code, undoing
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
    copied, undone = partial(_copied, ground), partial(_undone, ground, tools)
    alone = len(unit.migrations) == 1 and unit.migrations[0].atomic
    if not (alone and doors.IN_ONE_TRANSACTION):
        return bill(unit, stage=copied, tools=tools, limits=COPIES)
    if by_code(unit):
        # PostgreSQL checks a foreign key once more where code changes rows that the very
        # transaction has inserted, and then refuses to alter the table.
        return bill(unit, stage=copied, scout=undone, tools=tools, limits=COPIES)
    return bill(unit, stage=undone, tools=tools)


@contextmanager
def _undone(ground: Ground, tools: Tools) -> Iterator[BaseDatabaseWrapper]:
    """The main database, where all is done in one transaction."""
    with ground.connected() as connection, undoing(connection, tools):
        yield connection


@contextmanager
def _copied(ground: Ground) -> Iterator[BaseDatabaseWrapper]:
    """What commits by itself, or in several transactions, is done to a copy."""
    with ground.spare() as copied, on(copied, ground.alias) as connection:
        yield connection
