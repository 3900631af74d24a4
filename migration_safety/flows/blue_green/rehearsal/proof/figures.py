"""What users felt: latencies, pauses and gaps, out of the client's ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from migration_safety.core.deployment.rehearsal import Felt, Moment, Turn
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer

# Around a turn: what began to wait in it may be answered after it.
MARGIN = 1.0
STEP = 0.1


def felt(answers: Sequence[Answer]) -> Felt:
    """Of all these requests."""
    if not answers:
        return Felt()
    times = sorted(each.latency for each in answers)
    return Felt(
        requests=len(answers),
        writes=sum(each.acknowledged for each in answers),
        failed=sum(each.failed for each in answers),
        stale=sum(each.stale for each in answers),
        p50=percentile(times, 0.5),
        p99=percentile(times, 0.99),
        p999=percentile(times, 0.999),
        worst=times[-1],
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest rank: at least that share is not greater."""
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def turn(name: str, answers: Sequence[Answer], began: float, ended: float) -> Turn:
    """What moving traffic at that time did to the requests of one load."""
    first, last = began - MARGIN, ended + MARGIN
    during = [each for each in answers if first <= each.due <= last]
    return Turn(
        name,
        pause=pause(during),
        gap=gap(during),
        seconds=ended - began,
        before=felt([each for each in answers if each.due < first]),
        during=felt(during),
        after=felt([each for each in answers if each.due > last]),
    )


def pause(answers: Iterable[Answer]) -> float:
    """From the last write acknowledged by the side that served first to the first by the other.

    0 where both never overlapped in time, or only one has served.
    """
    written = sorted((each for each in answers if each.acknowledged), key=lambda each: each.done)
    if not written:
        return 0.0
    first, last = written[0].side, written[-1].side
    ends = max(each.done for each in written if each.side == first)
    begins = min(each.done for each in written if each.side == last)
    return max(0.0, begins - ends) if first != last else 0.0


def gap(answers: Iterable[Answer]) -> float:
    """The longest time between two acknowledged writes."""
    times = sorted(each.done for each in answers if each.acknowledged)
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)


def outage(answers: Iterable[Answer]) -> float:
    """The longest time between two answers that were no errors."""
    times = sorted(each.done for each in answers if not each.failed)
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)


def moments(answers: Iterable[Answer], start: float) -> Iterator[Moment]:
    """Tenths of a second since the start in which anything was due."""
    ordered = sorted(answers, key=lambda each: each.due)
    for number, group in groupby(ordered, key=lambda each: int((each.due - start) / STEP)):
        some = list(group)
        sides = [each.side for each in some if not each.failed]
        yield Moment(
            at=round(number * STEP, 1),
            blue=sides.count("blue"),
            green=sides.count("green"),
            failed=sum(each.failed for each in some),
            worst=max(each.latency for each in some),
        )
