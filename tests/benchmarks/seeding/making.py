"""Only the making of rows, by the workers of seed_volume_data, which write them to nowhere.

Runs in `manage.py shell`, where Django is set up.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from contextlib import closing
from time import perf_counter

from django.db import connection

from migration_safety.core.volume.progress import Silent
from migration_safety.flows.targets import open_target
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import _preparation
from migration_safety.rows.recipe import Recipe
from migration_safety.rows.writing.executors import executor, results
from migration_safety.rows.writing.partition import Task, write
from tests.benchmarks.seeding import nowhere


def main(scale: float, workers: int) -> None:
    """Print the rows of `report` and the seconds that they took, those of the workers' start
    included."""
    name = connection.settings_dict["NAME"]
    asked = Request(profile="report", scale=scale, seed="1", confirm=name)
    with closing(open_target(asked.alias)) as target:
        # What the command does before it writes; only a benchmark wants no more than that.
        preparation, *_ = _preparation(asked, target, {}, None, Silent())
        prepared = preparation.prepared()
    recipes = [each.recipe for each in prepared]
    rows, start = 0, perf_counter()
    with executor(workers) as pool:
        for written in results(pool, write, tasks(recipes), 2 * workers):
            rows += written.rows
    print(json.dumps({"rows": rows, "wall": perf_counter() - start}))


def tasks(recipes: list[Recipe]) -> Iterator[Task]:
    """Every chunk of every table."""
    for recipe in recipes:
        pickled = pickle.dumps(recipe)
        for chunk in recipe.chunks:
            yield Task(nowhere.__name__, "", 0, pickled, chunk)
