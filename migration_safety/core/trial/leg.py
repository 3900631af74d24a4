"""One leg of a trial: some migrations taken in one direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Direction(StrEnum):
    """As reports spell it."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Leg:
    """`seconds` of each migration that came through, by its label ("people.0003_email").

    `failed` is the label of the one that stopped it, "" if none did, by what `error` says in
    one line; `irreversible`: Django refused before anything was run.
    """

    direction: Direction
    seconds: Mapping[str, float] = field(default_factory=dict)
    failed: str = ""
    error: str = ""
    irreversible: bool = False

    @property
    def total(self) -> float:
        """Seconds of all of them."""
        return sum(self.seconds.values())
