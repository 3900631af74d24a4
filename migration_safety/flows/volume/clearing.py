"""--clear: exactly what was seeded is removed, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from migration_safety.core.report import Check, Report
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.targets import open_target
from migration_safety.flows.volume.deciding.guard import guard, refuse_nothing, refuse_selection
from migration_safety.flows.volume.deciding.keys import Part, parts
from migration_safety.flows.volume.deciding.manifest import readable
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.proving import check
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request

CLEARED = "What was seeded is gone; all other rows are as they were."


def clear(request: Request, progress: Progress | None = None) -> Report:
    """Remove the rows of every run.  Raises VolumeError, with nothing changed, where others
    refer to them, or where they cannot be told from those of others."""
    started = perf_counter()
    watcher = progress or Silent()
    refuse_selection(request, "--clear")
    with closing(open_target(request.alias)) as target, target.journal.lock():
        runs = readable(target.journal.runs())
        refuse_nothing(target, runs, "clear")
        guard(target, request.confirm, ())
        outcome = Outcome(target.vendor, target.version, headline=CLEARED, closing="removed")
        written = parts(runs, {run.id: target.journal.chunks(run.id) for run in runs})
        there = [each for each in written if target.removal.exists(each.table)]
        clearing = Clearing(target, there, watcher)
        emptied = clearing.empty()
        for run in runs:
            target.rebuild(run.id, request.workers or 1, watcher)
        if not emptied:
            clearing.delete()
        outcome.volume = clearing.volume()
        outcome.checks = tuple(clearing.checks())
        for run in runs:
            target.journal.forget(run.id)
    return report(outcome, request.alias, perf_counter() - started)


@dataclass(slots=True)
class Clearing:
    """`parts` are what is to go, in the order in which it can; `removed` counts by table."""

    target: Any
    parts: Sequence[Part]
    progress: Progress
    before: Mapping[str, int] = field(init=False)
    removed: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self.before = {each.table: self.target.count(each.table) for each in self.parts}

    def empty(self) -> bool:
        """Remove all rows at once, where no others are there; False, with nothing changed."""
        if any(self._others(table) for table in self.before):
            return False
        if not self.target.removal.empty(list(self.before)):
            return False
        self.removed.update(self.before)
        return True

    def delete(self) -> None:
        """Remove them part by part, all or none."""
        with self.target.removal.together():
            for part in self.parts:
                self.progress(f"Clearing {part.label}")
                started = perf_counter()
                self.removed[part.table] += self._delete(part)
                self.seconds[part.label] += perf_counter() - started

    def volume(self) -> tuple[Volume, ...]:
        """How many rows of each table have gone."""
        labels = {each.table: each.label for each in self.parts}
        return tuple(
            Volume(label, table, self.removed[table], None, self.seconds[label])
            for table, label in labels.items()
        )

    def checks(self) -> list[Check]:
        """That nothing else has gone."""
        after = {table: self.target.count(table) for table in self.before}
        wrong = [
            f"{table}: {after[table]:,} rows instead of {rows - self.removed[table]:,}"
            for table, rows in self.before.items()
            if after[table] != rows - self.removed[table]
        ]
        return [check("the rows of others are there", len(after), "tables counted", wrong)]

    def _delete(self, part: Part) -> int:
        removal = self.target.removal
        if part.key:
            ranges = reversed(part.ranges)
            return sum(removal.rows(part.table, part.key, *each) for each in ranges)
        if part.columns:
            return int(removal.cells(part.table, part.columns, part.cells()))
        if self._others(part.table):
            raise VolumeError(
                f"{part.label} holds rows that were seeded and others, and keys that the"
                " database chose: which ones are whose cannot be told.",
                "Delete the others, or all of them, by hand.",
            )
        # A second part of the same table finds it empty.
        return int(removal.all(part.table))

    def _others(self, table: str) -> bool:
        """Whether it holds rows that no run has made."""
        ours = [each for each in self.parts if each.table == table]
        return self.before[table] != sum(map(self._there, ours))

    def _there(self, part: Part) -> int:
        """How many of its rows are there still, as far as one can count them."""
        count = self.target.removal.count
        if part.key:
            return sum(count(part.table, part.key, *each) for each in part.ranges)
        return part.rows
