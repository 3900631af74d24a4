"""The cheapest way to ship a release without downtime, and what speaks against the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migration_safety.core.deployment.choice.obstacle import OF_RELEASES, Kind, Obstacle
from migration_safety.core.deployment.choice.option import Option, works
from migration_safety.core.deployment.strategy import Strategy

COSTS = {
    Strategy.HOLD: "it costs a second server, a copy of all rows, and a switch at the pooler",
    Strategy.GATE: "it costs a second server, a copy of all rows, both releases side by side, and a"
    " switch at the proxy",
}
EXPANDS = "every migration fits the running code, and no lock is held while rows are worked on"
ENOUGH = "hold is enough, and simpler, once what both releases do not fit is edited"
EDIT = "with these edits one database is enough, which is cheaper than a second one"


@dataclass(frozen=True, slots=True)
class Choice:
    """A strategy and why; `overridden`: somebody else's."""

    strategy: Strategy
    reasons: tuple[str, ...]
    options: tuple[Option, ...]
    overridden: bool = False

    @property
    def works(self) -> bool:
        """Whether it does, as the migrations are written."""
        return works(self.options, self.strategy)


def choose(obstacles: Sequence[Obstacle], wanted: Strategy | None = None) -> Choice:
    """`wanted` is what somebody insists on."""
    options = tuple(_options(obstacles))
    strategy, reasons = _cheapest(obstacles)
    if wanted is None or wanted is strategy:
        return Choice(strategy, reasons, options)
    (option,) = (each for each in options if each.strategy is wanted)
    chosen = f"{wanted.value} was asked for; {strategy.value} would be chosen"
    return Choice(wanted, (chosen, *option.because, *_told(obstacles)), options, overridden=True)


def _options(obstacles: Sequence[Obstacle]) -> list[Option]:
    of_releases = [each for each in obstacles if each.kind in OF_RELEASES]
    replicated = [each for each in obstacles if each.kind is Kind.REPLICATION]
    alone = [each for each in obstacles if each.kind is not Kind.REPLICATION]
    hold = (*of_releases, *replicated)
    return [
        Option(Strategy.IN_PLACE, not alone, _against(alone) or (EXPANDS,)),
        Option(Strategy.HOLD, not hold, (*_against(hold), COSTS[Strategy.HOLD])),
        Option(Strategy.GATE, not replicated, (*_against(replicated), COSTS[Strategy.GATE])),
    ]


def _against(obstacles: Sequence[Obstacle]) -> tuple[str, ...]:
    """By their places alone: each is told once."""
    places = ", ".join(dict.fromkeys(each.where for each in obstacles))
    return (f"against it: {places}",) if places else ()


def _cheapest(obstacles: Sequence[Obstacle]) -> tuple[Strategy, tuple[str, ...]]:
    alone = [each for each in obstacles if each.kind is not Kind.REPLICATION]
    if not alone:
        return Strategy.IN_PLACE, (EXPANDS,)
    if all(each.editable for each in alone):
        return Strategy.IN_PLACE, (*_told(alone), EDIT)
    replicated = [each for each in obstacles if each.kind is Kind.REPLICATION]
    if replicated:
        return Strategy.REFUSE, (*_told(alone), *_told(replicated))
    of_releases = [each for each in alone if each.kind in OF_RELEASES]
    if of_releases:
        told = (ENOUGH,) if all(each.editable for each in of_releases) else ()
        return Strategy.GATE, (*_told(alone), *told)
    return Strategy.HOLD, _told(alone)


def _told(obstacles: Sequence[Obstacle]) -> tuple[str, ...]:
    return tuple(f"{each.where}: {each.because}" for each in obstacles)
