"""How a report shall look: what a renderer may know of the place it is shown in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """`verbosity` as Django's: 0 the summary, 1 what matters, 2 every statement."""

    width: int = 80
    colour: bool = False
    verbosity: int = 1
