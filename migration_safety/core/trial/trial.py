"""The trial of some migrations: forward, back, and forward again, and what that has shown."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from migration_safety.core.trial.bills.bill import Bill
from migration_safety.core.trial.comparison import Comparison
from migration_safety.core.trial.costs.cost import Cost
from migration_safety.core.trial.costs.forecast import Forecast
from migration_safety.core.trial.data.alteration import Alteration
from migration_safety.core.trial.fault import KillMatrix
from migration_safety.core.trial.filled import Filled
from migration_safety.core.trial.leg import Direction, Leg
from migration_safety.core.trial.traffic.load import Load


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
    `bill` is what the way back does to rows that were written after the way forward, None where
    that was not tried.  `back` compares what was there before the way forward with what is there
    after the way back, `repeated` what was there after forward with what is there after forward
    again; `forth` is what the way forward itself has made of the data.  `load` is what live
    traffic felt, None where there was to be none.
    `costs` are those of each migration forward and back, `forecasts` what these come to in
    production, in the same order, or none where its sizes are not known.
    `faults` is what came of interrupting it, None where nobody did.
    """

    migrations: tuple[str, ...]
    forward: Leg
    backward: Leg | None = None
    again: Leg | None = None
    filled: Filled = field(default_factory=Filled)
    bill: Bill | None = None
    load: Load | None = None
    back: Comparison | None = None
    repeated: Comparison | None = None
    forth: tuple[Alteration, ...] = ()
    costs: tuple[Cost, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    faults: KillMatrix | None = None

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
        legs = (leg for each in others for leg in each.legs)
        failed = {(leg.failed, leg.direction) for leg in legs if leg.failed}
        return replace(
            self,
            forward=_unless(self.forward, failed) or Leg(Direction.FORWARD),
            backward=_unless(self.backward, failed),
            again=_unless(self.again, failed),
            back=self.back and self.back.beyond(each.back for each in others if each.back),
            repeated=self.repeated
            and self.repeated.beyond(each.repeated for each in others if each.repeated),
        )

    @property
    def reversibility(self) -> Reversibility:
        """The class: the first of these that holds, the worst first."""
        if self.failed:
            refused = self.failed.irreversible
            return Reversibility.IRREVERSIBLE if refused else Reversibility.BROKEN
        comparisons = tuple(filter(None, (self.back, self.repeated)))
        if any(each.damage for each in comparisons):
            return Reversibility.BROKEN
        if self.bill and self.bill.blocked:
            return Reversibility.BEFORE_WRITES
        lossy = (self.back and self.back.altered) or (self.bill and self.bill.lossy)
        return Reversibility.LOSSY if lossy else Reversibility.LOSSLESS


def _unless(leg: Leg | None, failed: Container[tuple[str, Direction]]) -> Leg | None:
    return None if leg is None or (leg.failed, leg.direction) in failed else leg
