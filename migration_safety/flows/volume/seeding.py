"""seed_volume_data: choose, prepare, guard, fill, settle."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from time import perf_counter
from typing import Any

from django.db import connections

from migration_safety.errors import VolumeError
from migration_safety.flows.volume.executors import executor, results
from migration_safety.flows.volume.guard import guard
from migration_safety.flows.volume.manifest import Seeded, manifest, seeded
from migration_safety.flows.volume.partition import Task, write
from migration_safety.flows.volume.preparing import Preparation, Prepared
from migration_safety.flows.volume.progress import Progress
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.shaping import shaped
from migration_safety.rows.models import KEPT_BY_DJANGO, fillable
from migration_safety.rows.recipe import CHUNK_ROWS

TARGETS = {
    "postgresql": "migration_safety.databases.postgresql.load.target",
    "sqlite": "migration_safety.databases.sqlite.load.target",
}
# Dropping and building anew pays from about so many rows on.
LARGE = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """One table: what was wanted, and what came of it."""

    prepared: Prepared
    rows: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Outcome:
    """All tables, with what there is to be said."""

    tables: list[Filled] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    vendor: str = ""
    version: str = ""


def open_target(alias: str) -> Any:
    """The database of that alias, as what is to be filled."""
    connection = connections[alias]
    if connection.vendor not in TARGETS:
        raise VolumeError(
            f"{connection.display_name} cannot be filled.", "Use PostgreSQL, or SQLite."
        )
    return import_module(TARGETS[connection.vendor]).open_target(connection)


def seed(request: Request, progress: Progress) -> Outcome:
    """Fill tables.  Raises VolumeError with what is wrong before anything is written, or with
    what went wrong and how to go on."""
    started = perf_counter()
    with closing(open_target(request.alias)) as target, target.journal.lock():
        runs = target.journal.runs()
        unfinished = next((run for run in reversed(runs) if run.finished is None), None)
        earlier = seeded(run.manifest for run in runs if run.finished is not None)
        preparation = _preparation(request, target, earlier, unfinished, progress)
        tables = preparation.prepared()
        outcome = Outcome([Filled(each) for each in tables], preparation.notes)
        outcome.vendor, outcome.version = target.vendor, target.version
        outcome.seconds["preparing"] = perf_counter() - started
        if not request.dry_run:
            notes = manifest(request.seed, preparation.sources(), map(_noted, tables))
            run = _run(target.journal, unfinished, notes)
            _fill(request, target, run, outcome, progress)
            target.journal.finish(run)
    return outcome


def _preparation(
    request: Request,
    target: Any,
    earlier: Mapping[str, Seeded],
    unfinished: Any,
    progress: Progress,
) -> Preparation:
    progress("Reading the database")
    known = fillable(request.alias)
    tables = {label: model._meta.db_table for label, model in known.items()}
    constraints = target.constraints(list(tables.values()))
    holding = {label for label, table in tables.items() if target.holding(table, None).rows}
    wanted = shaped(request, holding)
    begun = seeded([unfinished.manifest]) if unfinished else {}
    _refuse_again(wanted.rows, earlier, request)
    others = holding & set(wanted.rows) - KEPT_BY_DJANGO - set(earlier) - set(begun)
    guard(target, request.confirm, others)
    return Preparation(
        request=request,
        shaped=wanted,
        target=target,
        constraints={label: constraints[table] for label, table in tables.items()},
        earlier=earlier,
        begun=begun,
        progress=progress,
    )


def _refuse_again(rows: Iterable[str], earlier: Mapping[str, Seeded], request: Request) -> None:
    again = sorted(set(rows) & set(earlier))
    if again and not request.append:
        raise VolumeError(
            f"{', '.join(again[:3])} {'was' if len(again) == 1 else 'were'} seeded before.",
            "Add more rows with --append, or remove those with --clear.",
        )


def _run(journal: Any, unfinished: Any, notes: Mapping[str, Any]) -> int:
    """The run that was killed, where this is the same; else a new one."""
    if unfinished is None:
        return int(journal.begin(notes))
    if unfinished.manifest != notes:
        raise VolumeError(
            "A run that did not end was given other arguments, or the code has changed since.",
            "Repeat it as it was, or remove its rows with --clear.",
        )
    return int(unfinished.id)


def _noted(table: Prepared) -> dict[str, Any]:
    return {
        "label": table.label,
        "table": table.recipe.table,
        "key": table.key,
        "first": table.recipe.first,
        "rows": table.recipe.rows,
        "starts": [list(start) for start in table.starts],
    }


def _fill(request: Request, target: Any, run: int, outcome: Outcome, progress: Progress) -> None:
    tables = [each.prepared for each in outcome.tables]
    done = target.journal.chunks(run)
    large = sum(each.recipe.rows for each in tables) >= LARGE
    empty = [each.recipe.table for each in tables if each.fresh and large]
    workers = request.workers or min(4, os.cpu_count() or 1)
    started = perf_counter()
    with target.dismantled(run, empty, workers, progress):
        with executor(target.workers(workers), request.scheduler) as pool:
            for place, each in enumerate(tables):
                tasks = _tasks(target, run, each, done.get(each.recipe.table, set()))
                filled = Filled(each)
                for written in results(pool, write, tasks, 2 * workers):
                    filled = Filled(
                        each, filled.rows + written.rows, filled.seconds + written.seconds
                    )
                    progress.table(each.label, filled.rows, each.recipe.rows)
                outcome.tables[place] = filled
        outcome.seconds["copying"] = perf_counter() - started
        started = perf_counter()
    outcome.seconds["indexes and constraints"] = perf_counter() - started
    started = perf_counter()
    progress("Setting sequences, analysing")
    target.settle([each.recipe.table for each in tables])
    outcome.seconds["sequences and statistics"] = perf_counter() - started


def _tasks(target: Any, run: int, table: Prepared, done: set[int]) -> Iterator[Task]:
    recipe = pickle.dumps(table.recipe)
    for chunk in table.recipe.chunks:
        if chunk not in done:
            yield Task(target.writer, target.address, run, recipe, chunk)
