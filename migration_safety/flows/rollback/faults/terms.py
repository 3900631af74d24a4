"""How migrations are interrupted."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.trial.fault import Strike
from migration_safety.core.trial.leg import Direction


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for.

    `check_interval` is what the project's server has for client_connection_check_interval, ""
    where that is not known: PostgreSQL's own default is "0", for never.
    `every`: at each boundary, also where another stands for it.  `seconds` bound the matrix of a
    migration; what is left then is told.
    """

    check_interval: str = ""
    every: bool = False
    seconds: float = 300.0
    directions: tuple[Direction, ...] = tuple(Direction)
    strikes: tuple[Strike, ...] = tuple(Strike)

    @property
    def interval(self) -> str:
        """What sessions are given."""
        return self.check_interval or "0"
