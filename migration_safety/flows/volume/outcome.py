"""What came of a seeding."""

from __future__ import annotations

from dataclasses import dataclass, field

from migration_safety.core.report import Check, Section
from migration_safety.core.volume.volume import Volume


@dataclass(slots=True)
class Outcome:
    """Filled in step by step; `dry` where nothing was to be written, `seconds` by step."""

    vendor: str
    version: str
    dry: bool = False
    volume: tuple[Volume, ...] = ()
    checks: tuple[Check, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
