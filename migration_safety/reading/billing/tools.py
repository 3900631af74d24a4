"""What a bill is made with: databases to write to, values to write, and a reader of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Key, Sheet
from migration_safety.reading.probing.rows import Values
from migration_safety.reading.probing.trying import Say, undone

# A database that stands after the way forward; what is done to it is done to nothing else.
Stage = Callable[[], AbstractContextManager[BaseDatabaseWrapper]]
Wanted = Mapping[tuple[str, tuple[str, ...]], Collection[Key]]


class Reader(Protocol):
    """Reads rows as text, and finds them again after the schema has changed."""

    def accesses(self) -> Mapping[int, tuple[str, int]]:
        """Tables, each with its name and a number that grows with every access."""

    def read(self, wanted: Wanted) -> list[Sheet]:
        """Those rows, by table and key columns."""

    def follow(self, sheet: Sheet, keys: Collection[Key]) -> Sheet:
        """The same rows now, under the names of then."""


@dataclass(frozen=True, slots=True)
class Tools:
    """`values` makes up values of fields, `say` words errors of the database, `reader` reads
    the rows of a connection, `undisturbed` puts back what no rollback does."""

    values: Values
    say: Say
    reader: Callable[[BaseDatabaseWrapper], Reader]
    undisturbed: Callable[[Any], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a unit is taken back where it has to be found out which rows stop it.

    No limit of time: what a report names must not depend on how busy the machine was.
    """

    attempts: int = 48

    def reached(self, attempts: int) -> bool:
        """Whether that is enough."""
        return attempts >= self.attempts


@contextmanager
def undoing(connection: BaseDatabaseWrapper, tools: Tools) -> Iterator[BaseDatabaseWrapper]:
    """A stage for a unit of atomic migrations: all is done in one transaction that is undone."""
    with tools.undisturbed(connection), undone(connection):
        yield connection
