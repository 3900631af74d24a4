"""The trial of some migrations: forward, back, and forward again, and what that has shown."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from migration_safety.core.trial.bill import Bill
from migration_safety.core.trial.difference import Difference
from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.load import Load


class Reversibility(StrEnum):
    """What a rollback comes to, judged by what it did and never by its presence."""

    LOSSLESS = "reversible without loss"
    LOSSY = "reversible with loss"
    BEFORE_WRITES = "reversible only before new writes"
    IRREVERSIBLE = "irreversible"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Trial:
    """`migrations` by label, taken as one.

    `forward`, `backward` and `again` are the legs in their order; a leg after one that failed is
    None where it could not be tried.  `filled` are the rows that were written before the first.
    `schema` is in what the schema after the way back differs from that before the way forward,
    `schema_again` that after forward again from that after forward.
    `bill` is what the way back does to rows that were written after the way forward, None where
    that was not tried.
    `load` is what live traffic felt, None where there was to be none.
    """

    migrations: tuple[str, ...]
    forward: Leg
    backward: Leg | None = None
    again: Leg | None = None
    filled: Filled = field(default_factory=Filled)
    schema: tuple[Difference, ...] = ()
    schema_again: tuple[Difference, ...] = ()
    bill: Bill | None = None
    load: Load | None = None

    @property
    def damage(self) -> tuple[Difference, ...]:
        """What the way back does not restore, or the second way forward does not make again."""
        return tuple(each for each in (*self.schema, *self.schema_again) if not each.drift)

    @property
    def drift(self) -> tuple[Difference, ...]:
        """What has another name or stands in another order after the way back."""
        return tuple(each for each in self.schema if each.drift)

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Those that were tried."""
        return tuple(filter(None, (self.forward, self.backward, self.again)))

    @property
    def failed(self) -> Leg | None:
        """The first that failed."""
        return next((each for each in self.legs if each.failed), None)

    @property
    def whole(self) -> bool:
        """Whether several migrations were taken as one."""
        return len(self.migrations) > 1

    def beyond(self, others: Sequence[Trial]) -> Trial | None:
        """What it shows that none of the others does; None where it is one of them."""
        if any(each is self for each in others):
            return None
        failed = {(leg.failed, leg.direction) for each in others for leg in each.legs if leg.failed}
        schema = {(each.label, each.change) for other in others for each in other.schema}
        again = {(each.label, each.change) for other in others for each in other.schema_again}
        return replace(
            self,
            forward=_unless(self.forward, failed) or Leg(Direction.FORWARD),
            backward=_unless(self.backward, failed),
            again=_unless(self.again, failed),
            schema=_without(self.schema, schema),
            schema_again=_without(self.schema_again, again),
        )

    @property
    def reversibility(self) -> Reversibility:
        """The class: the first of these that holds, the worst first."""
        if self.failed:
            refused = self.failed.irreversible
            return Reversibility.IRREVERSIBLE if refused else Reversibility.BROKEN
        if self.damage:
            return Reversibility.BROKEN
        if self.bill and self.bill.blocked:
            return Reversibility.BEFORE_WRITES
        lossy = self.bill and self.bill.lossy
        return Reversibility.LOSSY if lossy else Reversibility.LOSSLESS


def _unless(leg: Leg | None, failed: Container[tuple[str, Direction]]) -> Leg | None:
    return None if leg is None or (leg.failed, leg.direction) in failed else leg


def _without(
    found: Iterable[Difference], told: Container[tuple[str, str]]
) -> tuple[Difference, ...]:
    return tuple(each for each in found if (each.label, each.change) not in told)
