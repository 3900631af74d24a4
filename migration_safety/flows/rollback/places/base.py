"""The base of all trials: a sandbox with the schema before the selected migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from migration_safety.conf import configuration
from migration_safety.databases.postgresql.embedded import nearest
from migration_safety.databases.postgresql.templates.contents import contents
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.places.ground import on, project
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.vendors import Sandbox, vendor
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay import replay
from migration_safety.reading.replay.course import Course

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Base:
    """The database `name` of the server at `address`, before the first migration of a course.

    Nobody is connected to it, and it is not changed: trials are made on copies.  The address
    holds what the URL held, secrets included; of a file it is the folder.
    """

    address: str
    name: str
    course: Course
    notes: tuple[str, ...] = ()
    vendor: str = "postgresql"

    def copy(self) -> Sandbox:
        """A sandbox of its own."""
        made: Sandbox = vendor(self.vendor).Sandbox(self.address, like=self.name)
        return made


@contextmanager
def migrated(request: Request, selection: Selection, baseline: str, version: int) -> Iterator[Base]:
    """Made by the migrations before the selected ones, whose fingerprint is `baseline`.

    `version` is the major version that is wanted of an embedded server.  Raises SandboxError
    where no sandbox can be had, or one of those migrations fails.
    """
    with _empty(request, baseline, version) as box:
        with on(box, request.alias) as connection:
            made = replay(selection.baseline(), selection.empty_state(), connection, base=box)
        if made.failed:
            raise SandboxError(
                f"{'.'.join(made.failed)}, which comes before the selected migrations, fails on the"
                f" sandbox: {made.error}",
                "Mend it, or try a clone of a database that has it: --clone-from ALIAS.",
            )
        if not box.filled:
            box.keep()
        yield Base(box.address, box.name, Course(selection, made.state), vendor=box.vendor)


def _empty(request: Request, baseline: str, version: int) -> Any:
    """A sandbox with nothing in it, or with what an earlier run has kept."""
    if request.on_file:
        return vendor("sqlite").Sandbox()
    kept = contents("" if request.fresh else baseline, request.alias, project(request.alias))
    most = configuration().template_databases
    wanted = nearest(version)
    doors = vendor("postgresql")
    return doors.Sandbox(request.sandbox, version=wanted, contents=kept, templates=most)
