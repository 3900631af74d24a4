"""A deployment under way: its plan, its two sides, its journal and its limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.flows.blue_green.running.journal import Journal
from migration_safety.flows.blue_green.running.limits import Limits


@dataclass
class Run:
    """What states work on.

    `source` serves now, `destination` is to: blue and green, or the reverse on the way back.
    `flag` is nginx's flag file, `probe` where nginx says how it sees that, `consoles` the
    conninfos of all poolers' consoles, `databases` the included file in which a pooler finds its
    databases.  `log` is nginx's, in our format, `health` the URL of the site's health; one of
    both is what a window is watched by.  `memory` is for what states of one process hand on that
    no journal can hold, such as open sessions.  `tell` shows a line.
    """

    deployment: Deployment
    blue: Side
    green: Side
    journal: Journal
    limits: Limits = field(default_factory=Limits)
    flag: Path | None = None
    consoles: tuple[str, ...] = ()
    databases: Path | None = None
    writers: tuple[str, ...] = ()
    log: Path | None = None
    health: str = ""
    probe: str = ""
    backward: bool = False
    dry: bool = False
    confirmed: str = ""
    options: dict[str, str] = field(default_factory=dict)
    memory: dict[str, object] = field(default_factory=dict)
    tell: Callable[[str], None] = print

    @property
    def source(self) -> Side:
        """The side that serves before the switch."""
        return self.green if self.backward else self.blue

    @property
    def destination(self) -> Side:
        """The side that is to serve."""
        return self.blue if self.backward else self.green

    @property
    def sides(self) -> tuple[Side, Side]:
        """Blue and green."""
        return self.blue, self.green

    def address(self, side: Side) -> str:
        """How the other side's server reaches this one: as it was told, or as the driver does, but
        for a password, which it would keep in its catalog."""
        return self.options.get(f"{side.name}_address", "") or side.address

    def reversed(self) -> Run:
        """The same run on its way back: the same sessions, journal and memory."""
        facing = self.journal.facing(backward=not self.backward)
        return replace(self, backward=not self.backward, journal=facing)

    def close(self) -> None:
        """End the sessions, and what states keep in `memory` and can be closed."""
        for found in self.memory.values():
            if callable(close := getattr(found, "close", None)):
                close()
        for side in self.sides:
            side.forget()
