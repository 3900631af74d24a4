"""What two inventories say together, and lines that name their side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.server import Server
from migration_safety.core.deployment.preflight.sessions import Pooler
from migration_safety.core.deployment.preflight.tables import Table


@dataclass(frozen=True, slots=True)
class Sides:
    """`green` is None where the deployment stays on one database; `writers` are the roles that
    the operator has named, `gap` is what sequences of green begin after."""

    blue: Inventory
    green: Inventory | None
    deployment: Deployment
    writers: tuple[str, ...] = ()
    gap: int = 10_000
    poolers: tuple[Pooler, ...] = ()

    @property
    def all(self) -> tuple[Inventory, ...]:
        """One or two."""
        return (self.blue, self.green) if self.green else (self.blue,)

    def servers(self) -> Iterator[tuple[str, Server]]:
        """Each side that said which server it is."""
        for each in self.all:
            if each.server:
                yield each.side, each.server

    def unanswered(self, *topics: str) -> Iterator[str]:
        """A line for each of these topics that a side did not answer."""
        for each in self.all:
            for topic in topics:
                if reason := each.unanswered.get(topic):
                    yield f"{each.side}: {topic} unknown: {reason}"

    def published(self) -> tuple[Table, ...]:
        """Blue's tables that the plan sends to green, or all that it could send without a plan.

        Of a partitioned one its leaves: by theirs is a row found that is updated.
        """
        names = {each.table for each in self.deployment.published}
        return tuple(
            each
            for each in self.blue.tables
            if each.kind == "r" and each.persistence == "p"
            if not names or {each.name, each.root} & names
        )


def listed(names: list[str], most: int = 5) -> str:
    """A few of them in one line, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
