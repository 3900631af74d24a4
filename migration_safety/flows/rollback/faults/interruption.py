"""One interruption of a running migration, where and how it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from migration_safety.core.trial.fault import Orphan, Place, Strike
from migration_safety.databases.postgresql.faults.orphan import Orphaned
from migration_safety.databases.postgresql.faults.writer import writing
from migration_safety.flows.rollback.faults.ground import Copy
from migration_safety.flows.rollback.faults.reference import Reference
from migration_safety.flows.rollback.faults.running.process import Run, Runner

# A session whose client has gone is given that many seconds, and the time that the migration
# takes undisturbed several times over, before we end it.
PATIENCE = 20.0
ROUNDS = 4
# How long a backend that waits for a writer is watched before the writer makes way: longer than
# any sensible client_connection_check_interval.
WATCHED = 1.5
# A CONCURRENTLY statement waits before it begins with its work.
WAITS_WITHIN = 5.0
NEVER = "the migration did not come there again: it does not send the same statements each time"
MISSED = "the statement was over before it could be interrupted"


class NotInterrupted(Exception):
    """The place was not met; says why."""


class Missed(NotInterrupted):
    """It had been passed already."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Of the migration of `runner`, on a copy of what the reference starts with."""

    reference: Reference
    runner: Runner
    place: Place
    how: Strike
    # When to strike in the middle of a statement, as a part of what it took undisturbed.
    part: float = 0.5

    @property
    def patience(self) -> float:
        """How long anything of it is waited for, in seconds."""
        return PATIENCE + ROUNDS * sum(each.seconds for each in self.reference.sent)

    def carry_out(self, database: Copy) -> Orphan | None:
        """Run the migration there until its place, and strike; it is over when this returns.

        What locks its session left, None where it held none that anybody would feel.  Raises
        NotInterrupted.
        """
        direction = self.reference.direction
        run = self.runner.start(database.address, direction, self.place.statement)
        try:
            backend = run.stopped(self.patience)
            if backend is None:
                raise NotInterrupted(NEVER)
            return self._struck(run, database, backend)
        except BaseException:
            run.kill()
            raise
        finally:
            run.over(self.patience)

    def _struck(self, run: Run, database: Copy, backend: int) -> Orphan | None:
        with database.session() as watching:
            session = Orphaned(watching, backend)
            with self._met(run, session, database):
                held = session.held()
                since = time.monotonic()
                self._strike(run, session)
            if self.how is Strike.SERVER:
                return None
            orphan = session.outlived(held, since=since, patience=self.patience)
        return orphan if held else None

    @contextmanager
    def _met(self, run: Run, session: Orphaned, database: Copy) -> Iterator[None]:
        """While it is at its place."""
        with ExitStack() as stack:
            stack.callback(self._let_go, run)
            if self.place.held:
                stack.enter_context(writing(database.box.conninfo))
            if self.place.inside:
                run.go_on()
                if not self._inside(session):
                    raise Missed(MISSED)
            yield

    def _inside(self, session: Orphaned) -> bool:
        if self.place.held:
            return session.waits(WAITS_WITHIN)
        time.sleep(self.reference.sent[self.place.statement - 1].seconds * self.part)
        return session.is_active()

    def _strike(self, run: Run, session: Orphaned) -> None:
        if self.how is Strike.CLIENT:
            run.kill()
            if self.place.held:
                session.gone(WATCHED)
        elif self.how is Strike.BACKEND:
            session.terminate()
        else:
            self.reference.ground.crash()

    def _let_go(self, run: Run) -> None:
        """It waits for us where it was stopped at a boundary: it shall meet what has happened."""
        if not self.place.inside:
            run.go_on()
