"""What the walk needs of a vendor: an editor that hands out its SQL, and a reader of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from migration_safety.core.operations.model import Code, Leftover
from migration_safety.core.releases.passage import Passage
from migration_safety.core.releases.probe import Probe
from migration_safety.core.statement import Action


class Reading(Protocol):
    """One statement as read: its text, its actions, and why nothing is known where that is so."""

    sql: str
    actions: tuple[Action, ...]
    unknown: str


class Dialect(Protocol):
    """A vendor's side of the walk; it follows the schema along with the statements."""

    @property
    def strict(self) -> bool:
        """Whether SQL that the grammar rejects is an error: it was written for this vendor."""

    def begin(self, migration: str, *, deploy_goes_on: bool = False) -> None:
        """From here on statements belong to that migration ("people.0007_email").

        What earlier migrations of the same deploy have made is still new to everybody.
        """

    def read(self, sql: str) -> list[Any]:
        """The statements of a string, each a `Reading`.  Raises GrammarError."""

    def columns(self, table: str) -> list[Leftover]:
        """The columns of a table as the statements so far leave them, and what each demands."""

    def snapshot(self) -> Mapping[str, Any]:
        """The relations as the statements so far leave them, by name.

        One that has not changed between two calls is the same object.
        """

    def probes(
        self,
        code: Code,
        own: Mapping[str, Any],
        met: Mapping[str, Any],
        *,
        passage: Passage,
        touched: Collection[str],
    ) -> tuple[Probe, ...]:
        """What the code, made for the schema `own`, sends to the touched tables of `met`.

        Code and schemas are those of the passage, or come between its ends.
        """

    def editor(self, *, atomic: bool) -> Any:
        """A schema editor of Django's that hands what it would execute to its `receive`."""
