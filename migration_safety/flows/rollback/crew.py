"""Trials side by side: stretches of a course in processes of their own, or on other machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import django
from django.apps import apps

from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.places.base import Base
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.walking import Stretch, Walked, walked
from migration_safety.reading.graph.select import select
from migration_safety.reading.replay.course import Course
from migration_safety.rows.writing.executors import executor, results

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch, in words that another process understands; `labels` are those of the course."""

    request: Request
    address: str
    name: str
    stretch: Stretch
    labels: tuple[str, ...]
    vendor: str


def side_by_side(
    base: Base, request: Request, found: list[Stretch], progress: Progress
) -> Iterator[Walked]:
    """What comes of each stretch, as it comes."""
    labels = base.course.labels
    tasks = [Task(request, base.address, base.name, each, labels, base.vendor) for each in found]
    progress(f"{len(tasks)} stretches of the history, {request.workers} at a time")
    with executor(request.workers, request.scheduler, __name__) as pool:
        for done, each in enumerate(results(pool, work, tasks, ahead=len(tasks)), 1):
            progress(f"{done} of {len(tasks)} stretches are through")
            yield each


def work(task: Task) -> Walked:
    """In a worker.  Raises SandboxError where the migrations there are others."""
    if not apps.ready:
        django.setup()
    course = Course.of(select(task.request.wanted, task.request.history))
    if course.labels != task.labels:
        raise SandboxError(
            "A worker has other migrations than this process.",
            "Install the same release of the project on every machine.",
        )
    base = Base(task.address, task.name, course, vendor=task.vendor)
    return walked(base, task.request, task.stretch, _silent)


def _silent(line: str) -> None:
    """Workers have no terminal."""
