"""The ground of a trial: the database that it is made on, and a spare one as it was before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.flows.rollback.moment import Moment
from migration_safety.flows.rollback.vendors import Sandbox
from migration_safety.reading.replay import confined


class Ground:
    """The sandbox that trials change, which is made for them; `recent` is the last moment of it.

    A context manager; leaving it drops that and whatever was copied.
    """

    def __init__(self, box: Sandbox, alias: str) -> None:
        self.alias = alias
        self._box = box
        self.recent: Moment | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Ground:
        self.main = self._stack.enter_context(self._box)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    @contextmanager
    def connected(self) -> Iterator[BaseDatabaseWrapper]:
        """A new session of the project's alias on the main database; closed afterwards."""
        with on(self.main, self.alias) as connection:
            yield connection

    @contextmanager
    def spare(self) -> Iterator[Sandbox]:
        """A copy of the main database as it is now; nobody may be connected to that."""
        with self.main.copy() as copied:
            yield copied

    def replace(self, spare: Sandbox) -> None:
        """Go on with what a spare one holds: the main one is beyond repair."""
        self.main = self._stack.enter_context(spare.copy())


@contextmanager
def on(box: Sandbox, alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A new session of the alias on a sandbox, as the project's settings shape it."""
    with confined(alias, box.settings(project(alias, box.vendor))) as connection:
        yield connection


def project(alias: str, vendor: str = "postgresql") -> Mapping[str, Any]:
    """The project's settings of that alias; of another vendor's nothing shapes a session."""
    return connections.settings[alias] if connections[alias].vendor == vendor else {}
