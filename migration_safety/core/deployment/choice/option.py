"""One way to ship a release, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from migration_safety.core.deployment.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Option:
    """`works`: as the migrations are written; `because` says why not, or what it costs."""

    strategy: Strategy
    works: bool
    because: tuple[str, ...] = ()


def works(options: Iterable[Option], strategy: Strategy) -> bool:
    """Whether a release can be shipped by that strategy, as the migrations are written."""
    return any(each.works for each in options if each.strategy is strategy)
