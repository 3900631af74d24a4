"""How quickly traffic was answered: percentiles of its latencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Pace:
    """`count` transactions were answered; latencies in milliseconds, None where there were none.

    `p50` and `p99` count those too that could not be sent because the one before had not been
    answered yet: users do not stop coming while one of them waits.  `longest` was measured.
    """

    count: int = 0
    p50: float | None = None
    p99: float | None = None
    longest: float | None = None


def pace(seconds: Sequence[float], interval: float) -> Pace:
    """The pace of clients that were to send something every `interval` seconds."""
    if not seconds:
        return Pace()
    felt = sorted(_with_those_behind(seconds, interval))
    return Pace(len(seconds), _rank(felt, 0.5), _rank(felt, 0.99), max(seconds) * 1000)


def _with_those_behind(seconds: Iterable[float], interval: float) -> Iterable[float]:
    """Each latency, and those of whoever came meanwhile: each waited an interval less."""
    for latency in seconds:
        behind = latency
        while behind > 0:
            yield behind
            behind -= interval


def _rank(ordered: Sequence[float], share: float) -> float:
    """The nearest rank, in milliseconds."""
    return ordered[ceil(share * len(ordered)) - 1] * 1000
