"""One chunk of one table: the task of a worker, who needs neither Django nor the project."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from time import perf_counter
from typing import Any, cast

from migration_safety.rows.recipe import ENGINE, Recipe
from migration_safety.version import __version__


@dataclass(frozen=True, slots=True)
class Task:
    """`writer` names the module whose `write` takes the rows, `address` where it takes them.

    `recipe` is pickled once for all chunks of a table.
    """

    writer: str
    address: str
    run: int
    recipe: bytes
    chunk: int


@dataclass(frozen=True, slots=True)
class Written:
    """`rows` is 0 where the chunk was there already; `seconds` of the worker's wall time."""

    label: str
    chunk: int
    rows: int
    seconds: float


def write(task: Task) -> Written:
    """Make the rows and write them, in one transaction with their entry in the journal."""
    started = perf_counter()
    recipe = _recipe(task.recipe)
    writer: Any = import_module(task.writer)
    rows = writer.write(
        task.address,
        run=task.run,
        table=recipe.table,
        columns=recipe.columns,
        chunk=task.chunk,
        lines=recipe.lines(recipe.chunk(task.chunk)),
        amends=recipe.amends,
    )
    return Written(recipe.label, task.chunk, rows, perf_counter() - started)


def ready(writer: str) -> None:
    """A worker's first task: what all others need."""
    import_module(writer)


def release(writer: str) -> None:
    """Close the connections that this process kept for the next chunk."""
    import_module(writer).release()


def engine() -> str:
    """What makes the rows in this process: another one might make others of the same task."""
    return f"{__version__}/{ENGINE}"


@lru_cache(maxsize=4)
def _recipe(pickled: bytes) -> Recipe:
    """Ours: it comes from the process that started this worker, never from a database."""
    return cast("Recipe", pickle.loads(pickled))
