"""Witnesses of one load: the client's ledger and the counters, against both sides at rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.deployment.rehearsal import Witness
from migration_safety.databases.postgresql.rehearsing.workload import Tally
from migration_safety.flows.blue_green.rehearsal.load.answer import Answer

MOST = 5


def ledger(answers: Sequence[Answer], tallies: dict[str, Tally]) -> Iterator[Witness]:
    """On each side every acknowledged write is there once, and none twice.

    A write whose answer was lost may be there or not.
    """
    acknowledged = [each.number for each in answers if each.acknowledged]
    for side, tally in tallies.items():
        lost = [number for number in acknowledged if number not in tally.numbers]
        twice = [number for number, count in tally.numbers.items() if count > 1]
        unasked = sorted(tally.numbers.keys() - {each.number for each in answers})
        counts = {"lost": lost, "duplicated": twice, "never asked for": unasked}
        yield Witness(
            f"client ledger on {side}",
            held=not any(counts.values()) if acknowledged else None,
            examined=len(acknowledged),
            unit="acknowledged writes",
            said=", ".join(f"{len(numbers)} {name}" for name, numbers in counts.items()),
            details=tuple(
                f"{name}: request {number}"
                for name, numbers in counts.items()
                for number in numbers[:MOST]
            ),
        )


def counters(tallies: dict[str, Tally]) -> Iterator[Witness]:
    """On each side what was counted is what was written: no update was lost.

    Rows alone do not show that: both sides may agree on a counter that has forgotten some.
    """
    for side, tally in tallies.items():
        wrong = [each for each in tally.balances if not each.agrees]
        yield Witness(
            f"conservation counters on {side}",
            held=not wrong if tally.balances else None,
            examined=sum(each.writes for each in tally.balances),
            unit="counted updates",
            said=f"{len(wrong)} of {len(tally.balances)} counters differ from their rows",
            details=tuple(
                f"counter {each.counter}: {each.writes} counted, {each.rows} rows;"
                f" total {each.total}, sum of the rows {each.summed}"
                for each in wrong[:MOST]
            ),
        )


def derived(found: tuple[int, int] | None) -> Iterator[Witness]:
    """On green every row has what a trigger derives for it, also those that were sent."""
    if found is not None:
        rows, lacking = found
        yield Witness(
            "derived column on green",
            held=not lacking if rows else None,
            examined=rows,
            unit="rows",
            said=f"{lacking} lack what the trigger of green derives",
        )
