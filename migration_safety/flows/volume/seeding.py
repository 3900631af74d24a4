"""seed_volume_data: choose, prepare, guard, fill, prove, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from time import perf_counter
from typing import Any

from migration_safety.core.report import Report
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.executors import executor
from migration_safety.flows.volume.filling import Filling, most_workers
from migration_safety.flows.volume.guard import guard, refuse_cluster
from migration_safety.flows.volume.manifest import Seeded, constrained, digest, manifest, seeded
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.preparing import Preparation, Prepared
from migration_safety.flows.volume.proving import loose_references, prove
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.resuming import refuse_other, unfinished
from migration_safety.flows.volume.shaping import shaped
from migration_safety.flows.volume.statistics.compared import add_comparison
from migration_safety.flows.volume.targets import open_target
from migration_safety.rows.models import KEPT_BY_DJANGO, fillable

DRY = "Nothing was written. Sizes and times are estimates, from some rows of each table tried out."
WENT_ON = "A run that had not ended went on: what it had committed was not written again."
DONE = "Every row is written; what must hold of them was asked of the database."


def seed(request: Request, progress: Progress | None = None) -> Report:
    """Fill tables.  Raises VolumeError with what is wrong before anything is written, or with
    what went wrong meanwhile and how to go on."""
    started = perf_counter()
    watcher = progress or Silent()
    with ExitStack() as stack:
        target = stack.enter_context(closing(open_target(request.alias)))
        stack.enter_context(target.journal.lock())
        outcome = Outcome(target.vendor, target.version, *words(request))
        refuse_cluster(target, request.scheduler)
        runs = target.journal.runs()
        workers = target.workers(request.workers or most_workers())
        begun = unfinished(target, workers, watcher, write=not request.dry_run)
        earlier = seeded(run.manifest for run in runs if run.finished is not None)
        preparation = _preparation(request, target, earlier, begun, watcher)
        if not request.dry_run:
            pool = stack.enter_context(executor(workers, request.scheduler, target.writer))
        tables = preparation.prepared()
        outcome.notes += preparation.shaped.notes() + preparation.notes
        outcome.seconds["preparing"] = perf_counter() - started
        if request.dry_run:
            outcome.volume = tuple(map(_estimated, tables))
        else:
            noted = {each.label: preparation.constraints[each.label] for each in tables}
            notes = manifest(request.seed, preparation.sources(), map(_noted, tables), noted)
            run = _run(target.journal, begun, notes)
            outcome.notes += [WENT_ON] if begun else []
            before = target.standing([each.recipe.table for each in tables])
            filled = Filling(target, run, watcher, pool, workers).fill(tables, outcome.seconds)
            outcome.volume = tuple(replace(each, bytes=target.size(each.table)) for each in filled)
            target.journal.finish(run)
            watcher("Counting rows, looking at constraints")
            loose = loose_references(preparation.models)
            outcome.checks = prove(target, tables, before, loose)
            add_comparison(outcome, request.alias, preparation.shaped, tables)
    return report(outcome, request.alias, perf_counter() - started)


def words(request: Request) -> tuple[str, str]:
    """What the report says of a run that went well."""
    return (DRY, "would be written") if request.dry_run else (DONE, "written")


def _preparation(
    request: Request,
    target: Any,
    earlier: Mapping[str, Seeded],
    run: Any,
    progress: Progress,
) -> Preparation:
    progress("Reading the database")
    known = fillable(request.alias)
    tables = {label: model._meta.db_table for label, model in known.items()}
    constraints = target.constraints(list(tables.values()))
    begun = seeded([run.manifest]) if run else {}
    # Rows of the run that goes on are not there yet, as it were.
    holding = {
        label
        for label, table in tables.items()
        if (begun[label].held if label in begun else target.holding(table, None).rows)
    }
    wanted = shaped(request, holding)
    _refuse_again(wanted.rows, earlier, append=request.append)
    others = (holding & set(wanted.rows)) - KEPT_BY_DJANGO - set(earlier) - set(begun)
    guard(target, request.confirm, others)
    return Preparation(
        request=request,
        shaped=wanted,
        target=target,
        constraints={label: constraints[table] for label, table in tables.items()}
        | (constrained(run.manifest) if run else {}),
        earlier=earlier,
        begun=begun,
        progress=progress,
    )


def _refuse_again(rows: Iterable[str], earlier: Mapping[str, Seeded], *, append: bool) -> None:
    again = sorted(set(rows) & set(earlier))
    if again and not append:
        were = "was" if len(again) == 1 else "were"
        raise VolumeError(
            f"{', '.join(again[:3])} {were} seeded before.",
            "Add more rows with --append, or remove those with --clear.",
        )


def _run(journal: Any, begun: Any, notes: Mapping[str, Any]) -> int:
    """The run that did not end, where this is the same; else a new one."""
    if begun is None:
        return int(journal.begin(notes))
    refuse_other(begun.manifest, notes)
    return int(begun.id)


def _noted(table: Prepared) -> dict[str, Any]:
    return {
        "label": table.label,
        "table": table.recipe.table,
        "key": table.key,
        "first": table.recipe.first,
        "rows": table.recipe.rows,
        "held": table.held,
        "starts": [list(start) for start in table.starts],
        "ownership": asdict(table.recipe.ownership),
        "recipe": digest(table.recipe),
    }


def _estimated(table: Prepared) -> Volume:
    """From the rows that were tried."""
    trial, rows = table.trial, table.recipe.rows
    each = 1 / max(trial.rows, 1)
    size = round((trial.table_bytes + trial.index_bytes) * each * rows)
    return Volume(table.label, table.recipe.table, rows, size, trial.seconds * each * rows)
