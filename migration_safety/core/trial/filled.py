"""What became of the tables of a database that was filled before a trial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migration_safety.core.volume.volume import Volume


@dataclass(frozen=True, slots=True)
class Filled:
    """`volume` of the tables that were filled now; `unfilled` says by table why it has no row.

    `refused` is what a migration said of the rows; it was tried without any, then.
    """

    volume: tuple[Volume, ...] = ()
    notes: tuple[str, ...] = ()
    unfilled: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
