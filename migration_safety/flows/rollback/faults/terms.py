"""How migrations are interrupted."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.trial.fault import Strike
from migration_safety.core.trial.leg import Direction


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for.

    `check_interval` is what the project's server has for client_connection_check_interval.
    `every`: at each boundary, also where another stands for it.  `seconds` bound the matrix of a
    migration; what is left then is told.
    """

    check_interval: str = "0"
    every: bool = False
    seconds: float = 300.0
    directions: tuple[Direction, ...] = tuple(Direction)
    strikes: tuple[Strike, ...] = tuple(Strike)
