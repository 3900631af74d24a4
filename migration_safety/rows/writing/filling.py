"""Tables filled chunk by chunk, by as many workers as there are."""

from __future__ import annotations

import os
import pickle
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.rows.preparing.preparing import Prepared
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.writing.executors import results
from migration_safety.rows.writing.partition import Task, release, write
from migration_safety.rows.writing.pools.pool import Pool

# Dropping and building anew pays for tables of about so many rows.
LARGE = 10_000
MOST_WORKERS = 4
# More of them than this for each core only wait for each other.
WORKERS_A_CORE = 8


class RefusedError(VolumeError):
    """The rows of one table are not taken, though some were tried."""

    def __init__(self, label: str, error: VolumeError) -> None:
        super().__init__(error.problem, error.advice)
        self.label = label


@dataclass(frozen=True, slots=True)
class Filling:
    """The filling of all tables of one run; `done` are those that are filled, whatever comes."""

    target: Any
    run: int
    progress: Progress
    pool: Pool
    workers: int
    done: list[Volume] = field(default_factory=list)

    def fill(
        self, tables: Sequence[Prepared], seconds: dict[str, float], notes: list[str]
    ) -> tuple[Volume, ...]:
        """Copy what the journal does not have yet; `seconds` are noted by step."""
        done = self.target.journal.chunks(self.run)
        bare = [each.recipe.table for each in tables if each.label in self._bare(tables)]
        started = perf_counter()
        with self.target.dismantled(self.run, bare, self.workers, self.progress) as kept:
            notes += [f"{name} stays in place meanwhile: {why}." for name, why in kept.items()]
            seconds["dropping indexes"] = perf_counter() - started
            copied = perf_counter()
            self._tables(tables, done)
            seconds["copying"] = perf_counter() - copied
            built = perf_counter()
        seconds["indexes and constraints"] = perf_counter() - built
        settled = perf_counter()
        self.progress("Setting sequences, analysing")
        self.target.settle([each.recipe.table for each in tables], self.workers)
        seconds["sequences and statistics"] = perf_counter() - settled
        return tuple(self.done)

    def _tables(self, tables: Sequence[Prepared], done: Mapping[str, set[int]]) -> None:
        try:
            for each in tables:
                self.done.append(self._table(each, done))
            for recipe in (amendment for each in tables for amendment in each.amendments):
                self.amend(recipe, done.get(recipe.table, set()))
        except BaseException:
            # Nobody shall still write when indexes are built again.
            self.pool.stop()
            raise
        finally:
            self.pool.dismiss(release, self.target.writer)

    def _bare(self, tables: Sequence[Prepared]) -> set[str]:
        """Large tables that are empty, and empty ones that refer to them: their foreign keys
        stand on the large ones' indexes."""
        # A run that goes on finds rows of its own.
        empty = {
            each.label: each
            for each in tables
            if not each.held and not self.target.holding(each.recipe.table, None).rows
        }
        large = {label for label, each in empty.items() if each.recipe.rows >= LARGE}
        return large | {label for label, each in empty.items() if each.refers & large}

    def _table(self, table: Prepared, done: Mapping[str, set[int]]) -> Volume:
        recipe = table.recipe
        there = done.get(recipe.table, set())
        rows = sum(recipe.chunk(number).rows for number in there)
        started = perf_counter()
        self.progress(f"Filling {table.label}")
        self.progress.table(table.label, rows, recipe.rows)
        try:
            for written in results(self.pool, write, self._tasks(recipe, there), self.pool.ahead):
                rows += recipe.chunk(written.chunk).rows
                self.progress.table(table.label, rows, recipe.rows)
        except VolumeError as error:
            raise RefusedError(table.label, error) from None
        return Volume(table.label, recipe.table, rows, None, perf_counter() - started)

    def amend(self, recipe: Recipe, there: Collection[int] = ()) -> None:
        """Give rows that are there other values in some columns."""
        self.progress(f"Filling in {', '.join(recipe.columns[1:])} of {recipe.label}")
        for _ in results(self.pool, write, self._tasks(recipe, there), self.pool.ahead):
            pass

    def _tasks(self, recipe: Recipe, there: Collection[int]) -> Iterator[Task]:
        pickled = pickle.dumps(recipe)
        for number in recipe.chunks:
            if number not in there:
                yield Task(self.target.writer, self.target.address, self.run, pickled, number)


def usual_workers() -> int:
    """One for each core, within reason: the server works too."""
    return min(MOST_WORKERS, os.cpu_count() or 1)


def most_workers() -> int:
    """What more than that is cut to."""
    return WORKERS_A_CORE * (os.cpu_count() or 1)
