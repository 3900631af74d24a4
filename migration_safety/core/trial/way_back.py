"""The way back that is recommended for a migration, with its time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from migration_safety.core.releases.compatibility import Compatibility
from migration_safety.core.trial.trial import Reversibility, Trial


class Way(StrEnum):
    """What a release engineer does, the least first."""

    CODE_ONLY = "code only"
    REVERSE = "reverse migration"
    FORWARD_FIX = "forward fix"
    RESTORE = "restore"


REASONS = {
    Reversibility.BEFORE_WRITES: "new rows can stop the reverse migration",
    Reversibility.IRREVERSIBLE: "the migration has no reverse",
    Reversibility.BROKEN: "the reverse migration does not restore what was there",
}


@dataclass(frozen=True, slots=True)
class WayBack:
    """`seconds` are those of the reverse migration on the sandbox, None where it is not run, or
    is no matter of the database."""

    way: Way
    why: str
    seconds: float | None = None


def way_back(trial: Trial, compatibility: Compatibility | None) -> WayBack:
    """The old code alone where the new schema bears it, as that touches no data; else the
    reverse migration where that was proven; else what is left."""
    if compatibility and compatibility.tried and not compatibility.broken:
        return WayBack(Way.CODE_ONLY, "the old code runs on the new schema")
    if trial.reversibility in REASONS:
        return WayBack(Way.FORWARD_FIX, REASONS[trial.reversibility])
    if trial.back and trial.back.altered:
        return WayBack(Way.RESTORE, "values from before the migration are gone after it")
    seconds = trial.backward.total if trial.backward else None
    return WayBack(Way.REVERSE, trial.bill.headline if trial.bill else "", seconds)
