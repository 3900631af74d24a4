"""The ways to fill the tables, each run on a fresh copy of the migrated database."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tests.benchmarks.seeding import dumped
from tests.benchmarks.seeding.place import Place
from tests.benchmarks.seeding.ready import Ready
from tests.benchmarks.seeding.usage import Usage, django_program, measured, program

How = Literal["create", "bulk"]


def factories(place: Place, how: How, fraction: float) -> Usage:
    """Floors a and b, over a part of the rows of scale 1; seconds without those of the start."""
    with place.database() as database:
        usage, said = measured(django_program("factories", how, fraction), place, database)
    return replace(usage, **json.loads(said.splitlines()[-1]))


def copied(place: Place, ready: Ready, workers: int) -> Usage:
    """Floor c."""
    return _run(place, program("copied", str(ready.files), str(workers)))


def rebuilt(place: Place, ready: Ready, workers: int) -> Usage:
    """Floor d."""
    return _run(place, program("rebuilt", str(ready.files), str(workers)))


def restored(place: Place, ready: Ready, workers: int) -> Usage:
    """Floor e; making the empty tables is not counted."""
    with place.database("template0") as database:
        dumped.prepare(place, database, ready.dump)
        return measured(dumped.restore(place, database, ready.dump, workers), place, database)[0]


def ours(place: Place, workers: int, *options: str) -> Usage:
    """seed_volume_data as a user runs it."""
    with place.database() as database:
        return seed(place, database, workers, *options)


def seed(place: Place, database: str, workers: int, *options: str) -> Usage:
    """The same, into a database that stays."""
    how = ("--workers", str(workers), "--seed", "1", "--confirm", database)
    command = (sys.executable, "manage.py", "seed_volume_data", *options, *how)
    return measured(command, place, database)[0]


def _run(place: Place, command: Sequence[str]) -> Usage:
    with place.database() as database:
        return measured(command, place, database)[0]
