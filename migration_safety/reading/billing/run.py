"""One run: scenarios are written, the unit is taken back, and the rows are looked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations as django_operations

from migration_safety.core.trial.bill import Entry
from migration_safety.core.trial.written import Done, Key, Sheet, Written, fates
from migration_safety.errors import MigrationSafetyError
from migration_safety.reading.billing.examples import Examples
from migration_safety.reading.billing.hand import Hand, Refused
from migration_safety.reading.billing.scenarios import Scenario
from migration_safety.reading.probing.rows import Values
from migration_safety.reading.probing.signals import muted
from migration_safety.reading.probing.trying import Say, undone
from migration_safety.reading.replay.complaint import complaint
from migration_safety.reading.replay.passage import backward, forward
from migration_safety.reading.replay.unit import Unit

# A database that stands after the way forward; what is done to it is done to nothing else.
Stage = Callable[[], AbstractContextManager[BaseDatabaseWrapper]]
Wanted = Mapping[tuple[str, tuple[str, ...]], Collection[Key]]


class Reader(Protocol):
    """Reads rows as text, and finds them again after the schema has changed."""

    def read(self, wanted: Wanted) -> list[Sheet]:
        """Those rows, by table and key columns."""

    def follow(self, sheet: Sheet, keys: Collection[Key]) -> Sheet:
        """The same rows now, under the names of then."""


@dataclass(frozen=True, slots=True)
class Tools:
    """`values` makes up values of fields, `say` words errors of the database, `reader` reads
    the rows of a connection, `undisturbed` puts back what no rollback does."""

    values: Values
    say: Say
    reader: Callable[[BaseDatabaseWrapper], Reader]
    undisturbed: Callable[[Any], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Run:
    """`error` stopped the way back, `again` applying once more; `refused` scenarios, and why."""

    written: Mapping[Scenario, list[Written]]
    refused: Mapping[Scenario, str]
    error: str = ""
    again: str = ""
    entries: tuple[Entry, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@contextmanager
def undoing(connection: BaseDatabaseWrapper, tools: Tools) -> Iterator[BaseDatabaseWrapper]:
    """A stage for a unit of atomic migrations: all is done in one transaction that is undone."""
    with tools.undisturbed(connection), undone(connection):
        yield connection


class Runner:
    """Takes the unit back from one stage after the other."""

    def __init__(self, unit: Unit, stage: Stage, tools: Tools, examples: Examples) -> None:
        self.attempts = 0
        self._unit, self._stage, self._tools, self._examples = unit, stage, tools, examples
        self._luck: dict[Scenario, int] = {}
        self._carries = any(_by_code(each.operations) for each in unit.migrations)

    def run(self, chosen: Sequence[Scenario]) -> Run:
        """What came of these; nothing is left behind on the stage."""
        self.attempts += 1
        with self._stage() as connection, muted():
            written, refused = self._write(chosen, connection)
            rows = [each for found in written.values() for each in found]
            rows.sort(key=lambda each: each.done is not Done.INSERTED)
            reader = self._tools.reader(connection)
            wanted = _wanted(rows)
            before = {each.table: each for each in reader.read(wanted)}
            error = self._go(connection, back=True)
            if error:
                return Run(written, refused, error)
            keys = {table: found for (table, _), found in wanted.items()}
            after = {name: reader.follow(it, keys[name]) for name, it in before.items()}
            entries, again = fates(rows, before, after), ""
            if entries and self._carries:
                again = self._go(connection, back=False)
                now = {name: reader.follow(it, keys[name]) for name, it in before.items()}
                entries = entries if again else fates(rows, before, after, now)
        return Run(written, refused, again=again, entries=entries, sheets=tuple(after.values()))

    def _write(
        self, chosen: Sequence[Scenario], connection: BaseDatabaseWrapper
    ) -> tuple[dict[Scenario, list[Written]], dict[Scenario, str]]:
        """The rows by scenario, and why there are none of the others."""
        hand = Hand(connection, self._examples, self._tools.say, self._luck)
        written: dict[Scenario, list[Written]] = {}
        refused: dict[Scenario, str] = {}
        with transaction.atomic(using=connection.alias):
            for each in chosen:
                try:
                    written[each] = hand.write(each)
                except Refused as refusal:
                    refused[each] = str(refusal)
        return written, refused

    def _go(self, connection: BaseDatabaseWrapper, *, back: bool) -> str:
        """What stopped it, "" where nothing did."""
        order = list(enumerate(self._unit.migrations))
        for at, migration in reversed(order) if back else order:
            if connection.in_atomic_block:
                # Where each migration commits by itself, no trigger waits for the next one.
                connection.check_constraints()
            session, state = connection.connection, self._unit.states[at].clone()
            try:
                (backward if back else forward)(migration, state, connection)
            except MigrationSafetyError:
                raise
            except (Exception, SystemExit) as error:
                return complaint(error, migration, connection, session)
        return ""


def _wanted(rows: Collection[Written]) -> dict[tuple[str, tuple[str, ...]], list[Key]]:
    found: dict[tuple[str, tuple[str, ...]], dict[Key, None]] = {}
    for each in rows:
        found.setdefault((each.table, each.by), {})[each.key] = None
    return {place: list(keys) for place, keys in found.items()}


def _by_code(operations: Collection[Any]) -> bool:
    """Whether values may be carried from column to column."""
    return any(
        isinstance(each, django_operations.RunPython | django_operations.RunSQL)
        or not type(each).__module__.startswith("django.")
        or _by_code(getattr(each, "database_operations", ()))
        for each in operations
    )
