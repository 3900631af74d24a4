"""One run: scenarios are written, the unit is taken back, and the rows are looked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.bill import Entry
from migration_safety.core.trial.bills.written import Done, Key, Sheet, Written, fates
from migration_safety.reading.billing.going import by_code, go
from migration_safety.reading.billing.tools import Stage, Tools
from migration_safety.reading.billing.writing.examples import Examples
from migration_safety.reading.billing.writing.hand import Hand
from migration_safety.reading.billing.writing.noting import Refused
from migration_safety.reading.billing.writing.scenarios import Scenario
from migration_safety.reading.probing.signals import muted
from migration_safety.reading.replay.unit import Unit


@dataclass(frozen=True, slots=True)
class Run:
    """`error` stopped the way back, `again` applying once more; `refused` scenarios, and why."""

    written: Mapping[Scenario, list[Written]]
    refused: Mapping[Scenario, str]
    error: str = ""
    again: str = ""
    entries: tuple[Entry, ...] = ()
    sheets: tuple[Sheet, ...] = ()


class Runner:
    """Takes the unit back from one stage after the other; `attempts` counts how often."""

    def __init__(self, unit: Unit, stage: Stage, tools: Tools, examples: Examples) -> None:
        self.attempts = 0
        self._unit, self._stage, self._tools, self._examples = unit, stage, tools, examples
        self._luck: dict[Scenario, int] = {}

    def run(self, chosen: Sequence[Scenario]) -> Run:
        """What came of these on a stage of their own."""
        with self._stage() as connection:
            return self.run_on(connection, chosen)

    def run_on(self, connection: BaseDatabaseWrapper, chosen: Sequence[Scenario]) -> Run:
        """What came of these on a stage that is of no use afterwards."""
        self.attempts += 1
        with muted():
            written, refused = self._write(chosen, connection)
            rows = [each for found in written.values() for each in found]
            rows.sort(key=lambda each: each.done is not Done.INSERTED)
            reader = self._tools.reader(connection)
            wanted = _wanted(rows)
            before = {each.table: each for each in reader.read(wanted)}
            error = go(self._unit, connection, back=True)
            if error:
                return Run(written, refused, error)
            keys = {table: found for (table, _), found in wanted.items()}
            after = {name: reader.follow(it, keys[name]) for name, it in before.items()}
            entries, again = fates(rows, before, after), ""
            if entries and by_code(self._unit):
                again = go(self._unit, connection, back=False)
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


def _wanted(rows: Collection[Written]) -> dict[tuple[str, tuple[str, ...]], list[Key]]:
    found: dict[tuple[str, tuple[str, ...]], dict[Key, None]] = {}
    for each in rows:
        found.setdefault((each.table, each.by), {})[each.key] = None
    return {place: list(keys) for place, keys in found.items()}
