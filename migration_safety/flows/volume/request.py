"""What somebody asks seed_volume_data for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """`names` are models or apps, `exclude` those to be left out; `rows` and `scale` as in Shape.

    `confirm` repeats the name of a database that is not to be filled by mistake.
    """

    alias: str = "default"
    names: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    profile: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    tenants: int | None = None
    statistics: Path | None = None
    seed: str = "0"
    locale: str = ""
    workers: int = 0
    scheduler: str = ""
    confirm: str = ""
    append: bool = False
    dry_run: bool = False
