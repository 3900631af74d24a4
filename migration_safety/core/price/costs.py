"""What a whole plan costs each table: how often it is locked and worked on, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migration_safety.core.effect import Blocks
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.price.estimate import Estimate, total
from migration_safety.core.price.size import Size
from migration_safety.core.price.timeline import Hold, Task, timeline


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one table, under its last name: the transactions that keep others from it and work.

    `holds` are these, each with its migration; `passes` is the work on every row of the table
    itself that is done in them.
    """

    table: str
    size: Size
    holds: tuple[tuple[Migration, Hold], ...] = ()
    passes: tuple[Task, ...] = ()

    @property
    def estimate(self) -> Estimate | None:
        """How long it is held in all; None where a part of that is not known."""
        return total(hold.estimate for _, hold in self.holds)


def holds(plan: Plan) -> Iterator[tuple[Migration, Hold]]:
    """Every table that is kept from readers or writers while work is done."""
    for migration in plan.migrations:
        for hold in timeline(migration):
            if hold.blocks >= Blocks.WRITES and hold.tasks:
                yield migration, hold


def costs(plan: Plan) -> tuple[Cost, ...]:
    """By table, that which costs most rows and passes first."""
    found: dict[str, Cost] = {}
    for migration, hold in holds(plan):
        cost = found.get(hold.table, Cost(hold.table, hold.size))
        own = tuple(each for each in hold.tasks if each.table == hold.table and not each.bounded)
        found[hold.table] = replace(
            cost, holds=(*cost.holds, (migration, hold)), passes=(*cost.passes, *own)
        )
    return tuple(sorted(found.values(), key=_weight, reverse=True))


def _weight(cost: Cost) -> tuple[int, int]:
    return (cost.size.rows or 0) * len(cost.passes), len(cost.holds)
