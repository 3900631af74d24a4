"""seed_volume_data: choose, prepare, guard, fill, prove, report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any

from migration_safety.core.report import Report
from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.targets import open_target
from migration_safety.flows.volume.deciding.guard import guard, refuse_cluster, refuse_lacking
from migration_safety.flows.volume.deciding.keys import noted_keys
from migration_safety.flows.volume.deciding.manifest import (
    constrained,
    digest,
    manifest,
    readable,
    seeded,
)
from migration_safety.flows.volume.deciding.resuming import refuse_other, unfinished
from migration_safety.flows.volume.deciding.shaping import Shaped, shaped
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.proving import loose_references, prove
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.statistics.compared import add_comparison
from migration_safety.rows.models import fillable
from migration_safety.rows.preparing.preparing import Preparation, Prepared
from migration_safety.rows.preparing.seeded import Seeded
from migration_safety.rows.writing.executors import executor
from migration_safety.rows.writing.filling import Filling, most_workers, usual_workers

DRY = "Nothing was written. Sizes and times are estimates, from some rows of each table tried out."
WENT_ON = "A run that had not ended went on: what it had committed was not written again."
DONE = "Every row is written; what must hold of them was asked of the database."


def seed(request: Request, progress: Progress | None = None) -> Report:
    """Fill tables.  Raises VolumeError with what is wrong before anything is written, or with
    what went wrong meanwhile and how to go on."""
    started = perf_counter()
    watcher = progress or Silent()
    with closing(open_target(request.alias)) as target, target.journal.lock():
        refuse_cluster(target, request.scheduler)
        outcome = Outcome(target.vendor, target.version, *words(request))
        workers = target.workers(min(request.workers or usual_workers(), most_workers()))
        if request.workers > most_workers():
            outcome.notes.append(f"{workers} workers: more of them would only wait for a core.")
        Seeding(request, target, watcher, workers, outcome).run(started)
    return report(outcome, request.alias, perf_counter() - started)


@dataclass(frozen=True, slots=True)
class Seeding:
    """One run; what came of it is in `outcome`."""

    request: Request
    target: Any
    progress: Progress
    workers: int
    outcome: Outcome

    def run(self, started: float) -> None:
        """Prepare everything, then write it, unless it is a dry run."""
        request, target, outcome = self.request, self.target, self.outcome
        runs = readable(target.journal.runs())
        begun = unfinished(target, self.workers, self.progress, write=not request.dry_run)
        earlier = seeded(run.manifest for run in runs if run.finished is not None)
        preparation, wanted, doubt = _preparation(request, target, earlier, begun, self.progress)
        with ExitStack() as stack:
            if not request.dry_run:
                start = executor(self.workers, request.scheduler, target.writer)
                pool = stack.enter_context(start)
            tables = preparation.prepared()
            outcome.notes += wanted.notes() + preparation.notes
            outcome.seconds["preparing"] = perf_counter() - started
            if request.dry_run:
                outcome.notes += [doubt] if doubt else []
                outcome.volume = tuple(map(_estimated, tables))
            else:
                self._write(preparation, wanted, tables, begun, pool)

    def _write(
        self,
        preparation: Preparation,
        wanted: Shaped,
        tables: Sequence[Prepared],
        begun: Any,
        pool: Any,
    ) -> None:
        target, outcome = self.target, self.outcome
        noted = {each.label: preparation.constraints[each.label] for each in tables}
        described = [_noted(each, noted[each.label]) for each in tables]
        sources = {**preparation.wished.prototyping.sources(), **wanted.likeness.sources}
        notes = manifest(self.request.seed, sources, described, noted)
        run = _run(target.journal, begun, notes)
        outcome.notes += [WENT_ON] if begun else []
        before = target.standing([each.recipe.table for each in tables])
        filling = Filling(target, run, self.progress, pool, self.workers)
        filled = filling.fill(tables, outcome.seconds, outcome.notes)
        outcome.volume = tuple(replace(each, bytes=target.size(each.table)) for each in filled)
        target.journal.finish(run)
        self.progress("Counting rows, looking at constraints")
        outcome.checks = prove(target, tables, before, loose_references(preparation.models))
        add_comparison(outcome, self.request.alias, wanted, tables)


def words(request: Request) -> tuple[str, str]:
    """What the report says of a run that went well."""
    return (DRY, "would be written, found out") if request.dry_run else (DONE, "written")


def _preparation(
    request: Request,
    target: Any,
    earlier: Mapping[str, Seeded],
    run: Any,
    progress: Progress,
) -> tuple[Preparation, Shaped, str]:
    """With what is wanted, and what would ask for confirmation, where a dry run does without."""
    progress("Reading the database")
    known = fillable(request.alias)
    tables = {label: model._meta.db_table for label, model in known.items()}
    constraints = target.constraints(list(tables.values()))
    refuse_lacking(target, list(tables.values()), "SELECT")
    begun = seeded([run.manifest]) if run else {}
    # Rows of the run that goes on are not there yet, as it were.
    holding = {
        label
        for label, table in tables.items()
        if (begun[label].held if label in begun else target.holding(table, None).rows)
    }
    wanted = shaped(request, holding)
    refuse_lacking(target, [tables[label] for label in wanted.rows], "INSERT")
    _refuse_again(wanted.rows, earlier, append=request.append)
    others = (holding & set(wanted.rows)) - set(earlier) - set(begun)
    doubt = guard(target, request.confirm, others, dry=request.dry_run)
    preparation = Preparation(
        wished=wanted.specification(request),
        target=target,
        constraints={label: constraints[table] for label, table in tables.items()}
        | (constrained(run.manifest) if run else {}),
        earlier=earlier,
        begun=begun,
        progress=progress,
    )
    return preparation, wanted, doubt


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


def _noted(table: Prepared, constraints: Constraints) -> dict[str, Any]:
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
        "keys": {} if table.key else noted_keys(table.recipe, constraints),
    }


def _estimated(table: Prepared) -> Volume:
    """From the rows that were tried."""
    trial, rows = table.trial, table.recipe.rows
    each = 1 / max(trial.rows, 1)
    size = round((trial.table_bytes + trial.index_bytes) * each * rows)
    return Volume(table.label, table.recipe.table, rows, size, trial.seconds * each * rows)
