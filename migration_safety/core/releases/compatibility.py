"""Release compatibility: what the code of one release meets in the schema of another."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from enum import StrEnum

from migration_safety.core.releases.probe import Place, Probe


class Order(StrEnum):
    """Which of code and schema may be deployed before the other."""

    EITHER = "either"
    SCHEMA_FIRST = "schema first"
    CODE_FIRST = "code first"
    NEITHER = "neither"


class Stage(StrEnum):
    """When an operation can run: before the new code starts, or after the old code has stopped."""

    EITHER = "either"
    PRE_DEPLOY = "pre-deploy"
    POST_DEPLOY = "post-deploy"
    NEITHER = "neither"


STAGES = {
    Order.EITHER: Stage.EITHER,
    Order.SCHEMA_FIRST: Stage.PRE_DEPLOY,
    Order.CODE_FIRST: Stage.POST_DEPLOY,
    Order.NEITHER: Stage.NEITHER,
}


@dataclass(frozen=True, slots=True)
class Combination:
    """The probes of one release's code on one schema."""

    probes: tuple[Probe, ...] = ()

    @property
    def failing(self) -> tuple[Probe, ...]:
        """Those that fail, the certain ones first."""
        return tuple(
            sorted((each for each in self.probes if each.fails), key=lambda each: not each.certain)
        )

    @property
    def unknown(self) -> tuple[Probe, ...]:
        """Those of which nothing is known."""
        return tuple(each for each in self.probes if each.unknown)

    def places(self) -> frozenset[Place]:
        """All its troubles."""
        return frozenset(key for each in self.probes for key in each.places())

    def without(self, places: frozenset[Place]) -> Combination:
        """The same probes less those troubles."""
        return self._filtered(lambda place: place not in places)

    def within(self, places: frozenset[Place]) -> Combination:
        """The probes that fail by one of those troubles."""
        kept = self._filtered(lambda place: place in places)
        return Combination(kept.failing)

    def about(self, tables: Container[str]) -> Combination:
        """The probes of those tables that fail."""
        return Combination(tuple(each for each in self.failing if each.table in tables))

    def _filtered(self, wanted: Callable[[Place], bool]) -> Combination:
        return Combination(
            tuple(
                replace(
                    each,
                    troubles=tuple(key[2] for key in each.places() if wanted(key)),
                )
                for each in self.probes
            )
        )


@dataclass(frozen=True, slots=True)
class Compatibility:
    """The code of the state before ("old") and of the state after on both schemas.

    Of an operation: the troubles that it makes for the old code, and those of the new code
    that it ends.  Then `old_old` is empty.
    """

    old_old: Combination = Combination()
    old_new: Combination = Combination()
    new_old: Combination = Combination()
    new_new: Combination = Combination()

    @property
    def broken(self) -> tuple[Probe, ...]:
        """What the old code does no more on the new schema."""
        return self.old_new.without(self.old_old.places()).failing

    @property
    def premature(self) -> tuple[Probe, ...]:
        """What the new code cannot do yet on the old schema."""
        return self.new_old.without(self.old_old.places()).failing

    @property
    def lost(self) -> tuple[Probe, ...]:
        """What the new code cannot do even on its own schema, though the old code could."""
        return self.new_new.without(self.old_old.places()).failing

    @property
    def order(self) -> Order:
        """Which may go first; neither where the new code fails on its own schema too."""
        if self.lost or (self.broken and self.premature):
            return Order.NEITHER
        if self.broken:
            return Order.CODE_FIRST
        return Order.SCHEMA_FIRST if self.premature else Order.EITHER

    @property
    def stage(self) -> Stage:
        """When it can run."""
        return STAGES[self.order]

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """All four."""
        return self.old_old, self.old_new, self.new_old, self.new_new

    @property
    def tried(self) -> int:
        """How many statements were probed, the unknown ones left out."""
        return sum(not probe.unknown for each in self.combinations for probe in each.probes)

    @property
    def unknown(self) -> tuple[Probe, ...]:
        """All that could not be probed."""
        return tuple(probe for each in self.combinations for probe in each.unknown)
