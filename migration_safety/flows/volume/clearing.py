"""--clear: exactly what was seeded is removed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.deciding.guard import guard, refuse_nothing, refuse_selection
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.proving import check
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.targets import open_target

CLEARED = "What was seeded is gone; all other rows are as they were."


@dataclass(slots=True)
class Seeding:
    """All that runs have made of one table: `ranges` are its keys, (first, last)."""

    label: str
    table: str
    key: str
    held: int
    rows: int = 0
    ranges: list[tuple[int, int]] = field(default_factory=list)


def clear(request: Request, progress: Progress | None = None) -> Report:
    """Remove the rows of every run.  Raises VolumeError where others refer to them, or where
    a table without a whole-number key holds rows of others too."""
    started = perf_counter()
    watcher = progress or Silent()
    refuse_selection(request, "--clear")
    with closing(open_target(request.alias)) as target, target.journal.lock():
        runs = target.journal.runs()
        refuse_nothing(target, runs, "clear")
        guard(target, request.confirm, ())
        outcome = Outcome(target.vendor, target.version, headline=CLEARED, closing="removed")
        # The last tables refer to the first ones.
        tables = list(reversed(seedings(run.manifest for run in runs)))
        outcome.volume = tuple(_cleared(target, tables, watcher))
        outcome.checks = (_left(target, tables),)
        for run in reversed(runs):
            target.rebuild(run.id, request.workers or 1, watcher)
            target.journal.forget(run.id)
    return report(outcome, request.alias, perf_counter() - started)


def seedings(manifests: Iterable[Mapping[str, Any]]) -> list[Seeding]:
    """By table, in the order in which they were filled."""
    found: dict[str, Seeding] = {}
    for each in manifests:
        for noted in each["tables"]:
            fresh = Seeding(noted["label"], noted["table"], noted["key"], noted["held"])
            seeding = found.setdefault(noted["table"], fresh)
            seeding.rows += noted["rows"]
            seeding.ranges.append(_range(noted))
    return list(found.values())


def _range(noted: Mapping[str, Any]) -> tuple[int, int]:
    """The keys of one run: those of its last start."""
    row, key = noted["starts"][-1]
    first = key + noted["first"] - row
    return first, first + noted["rows"] - 1


def _cleared(target: Any, tables: Sequence[Seeding], progress: Progress) -> Iterable[Volume]:
    counts = {each.table: target.count(each.table) for each in tables}
    for each in tables:
        if not each.key and counts[each.table] > each.rows:
            raise VolumeError(
                f"{each.label} has no whole-number key, and holds {counts[each.table]:,} rows of"
                f" which {each.rows:,} were seeded: which ones cannot be told.",
                "Delete the others, or all of them, by hand.",
            )
    ours = all(not each.held and counts[each.table] <= each.rows for each in tables)
    if ours and target.empty([each.table for each in tables]):
        for each in tables:
            yield Volume(each.label, each.table, counts[each.table], None, 0.0)
        return
    for each in tables:
        progress(f"Clearing {each.label}")
        started = perf_counter()
        if each.key:
            rows = sum(target.delete(each.table, each.key, *keys) for keys in each.ranges)
        else:
            rows = target.delete_all(each.table)
        yield Volume(each.label, each.table, rows, None, perf_counter() - started)


def _left(target: Any, tables: Sequence[Seeding]) -> Any:
    wrong = []
    for each in tables:
        left = target.count(each.table)
        if left < each.held:
            wrong.append(f"{each.label}: {left:,} rows are left of {each.held:,}")
    return check("the rows of others are there", len(tables), "tables counted", wrong)
