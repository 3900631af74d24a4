"""The base of all trials: a sandbox with the schema before the selected migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from migration_safety.conf import configuration
from migration_safety.databases.postgresql.embedded import nearest
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.templates.contents import contents
from migration_safety.errors import SandboxError
from migration_safety.flows.rollback.ground import on, project
from migration_safety.flows.rollback.request import Request
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay import replay
from migration_safety.reading.replay.course import Course


@dataclass(frozen=True, slots=True)
class Base:
    """A database that stands before the first migration of a course; nobody is connected."""

    box: Sandbox
    course: Course
    notes: tuple[str, ...] = ()


@contextmanager
def migrated(request: Request, selection: Selection, baseline: str, version: int) -> Iterator[Base]:
    """Made by the migrations before the selected ones, whose fingerprint is `baseline`.

    `version` is the major version that is wanted of an embedded server.  Raises SandboxError
    where no sandbox can be had, or one of those migrations fails.
    """
    kept = contents("" if request.fresh else baseline, request.alias, project(request.alias))
    most = configuration().template_databases
    with Sandbox(request.sandbox, version=nearest(version), contents=kept, templates=most) as box:
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
        yield Base(box, Course(selection, made.state))
