"""The base of all trials as a clone of a database of the project's, with all its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from migration_safety.core.volume.progress import Spoken
from migration_safety.databases.postgresql.cloning import Clone, clone
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.places.base import Base, Progress
from migration_safety.flows.rollback.places.ground import on
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.vendors import vendor
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay.arrival import Arrival, arrive
from migration_safety.reading.replay.course import Course


@contextmanager
def cloned(request: Request, selection: Selection, progress: Progress) -> Iterator[Base]:
    """A clone of the alias that was asked for, brought to where the selected migrations begin.

    Raises SandboxError where it cannot be had, or cannot be brought there.
    """
    _leave()
    with _copied(request, progress) as (box, told):
        with on(box, request.alias) as connection:
            arrival = arrive(selection, connection)
        if arrival.failed:
            raise SandboxError(
                f"The clone cannot be brought to where the selected migrations begin:"
                f" {arrival.failed} fails on it: {arrival.error}",
                "Mend that one first, or select it to have it tried.",
            )
        kept = (f"The clone: {box.stay()}",) if request.keep else ()
        notes = (*told, *_moved(arrival), *kept)
        yield Base(box.address, box.name, Course.of(selection), notes, box.vendor)


@contextmanager
def _copied(request: Request, progress: Progress) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """The clone, and what is to be told of it."""
    entry, said = connections.settings[request.clone_from], Spoken(progress)
    if request.on_file:
        with vendor("sqlite").Sandbox(like=str(entry["NAME"])) as box:
            yield box, (f"Tried on a copy of the file of the database {request.clone_from!r}.",)
        return
    allowed = request.production
    with clone(entry, server=request.sandbox, production=allowed, progress=said) as made:
        yield made.sandbox, tuple(_notes(request, made))


def _leave() -> None:
    """Whoever is connected keeps a database from being copied, and so do we."""
    for wrapper in connections.all(initialized_only=True):
        if not wrapper.in_atomic_block:
            wrapper.close()


def _notes(request: Request, made: Clone) -> list[str]:
    told = (
        f"Tried on a clone of the database {request.clone_from!r}"
        f" ({made.bytes / 1e6:,.0f} MB, {made.method}, {made.seconds:.1f} s)."
    )
    return [told, *made.notes]


def _moved(arrival: Arrival) -> Iterator[str]:
    ways = {"unapplied": arrival.unapplied, "applied": arrival.applied}
    for way, labels in ways.items():
        if labels:
            yield f"First {way} on the clone: {', '.join(labels)}."
