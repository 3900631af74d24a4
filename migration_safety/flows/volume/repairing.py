"""--repair: what a killed run left dropped is brought back; its rows stay."""

from __future__ import annotations

from contextlib import closing
from time import perf_counter

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.flows.targets import open_target
from migration_safety.flows.volume.deciding.guard import refuse_nothing, refuse_selection
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.proving import check
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request
from migration_safety.rows.writing.filling import most_workers, usual_workers

REPAIRED = "Indexes and constraints are as before the run."
UNFINISHED = (
    "A run has not ended: repeat it as it was to write what is missing, or --clear its rows."
)


def repair(request: Request, progress: Progress | None = None) -> Report:
    """Raises VolumeError with the SQL of what cannot be brought back."""
    started = perf_counter()
    watcher = progress or Silent()
    refuse_selection(request, "--repair")
    with closing(open_target(request.alias)) as target, target.journal.lock():
        outcome = Outcome(target.vendor, target.version, headline=REPAIRED, closing="looked at")
        runs = target.journal.runs()
        refuse_nothing(target, runs, "repair")
        workers = min(request.workers or usual_workers(), most_workers())
        parts = sum(target.rebuild(run.id, workers, watcher) for run in runs)
        outcome.notes.append(f"{parts} indexes and constraints were missing and are back.")
        if any(run.finished is None for run in runs):
            outcome.notes.append(UNFINISHED)
        noted = (each for run in runs for each in run.manifest["tables"])
        tables = {each["table"]: each["label"] for each in noted}
        outcome.volume = tuple(
            Volume(label, table, target.count(table), target.size(table), 0.0)
            for table, label in tables.items()
        )
        standing = target.standing(list(tables))
        wrong = [f"{name} is not valid" for name, valid in standing.items() if not valid]
        outcome.checks = (check("constraints and indexes hold", len(standing), "valid", wrong),)
    return report(outcome, request.alias, perf_counter() - started)
