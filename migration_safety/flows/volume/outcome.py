"""What came of a seeding."""

from __future__ import annotations

from dataclasses import dataclass, field

from migration_safety.core.report import Check, Section
from migration_safety.core.volume.volume import Volume


@dataclass(slots=True)
class Outcome:
    """Filled in step by step; `headline` says what the verdict means, `closing` what was done
    with the rows ("written"), `seconds` how long each step took.
    """

    vendor: str
    version: str
    headline: str
    closing: str
    volume: tuple[Volume, ...] = ()
    checks: tuple[Check, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
