"""What earlier runs have made of one table."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.rows.sources.tenants.ownership import Ownership


@dataclass(frozen=True, slots=True)
class Seeded:
    """`rows` were made by runs, `held` were there before; `starts` as Serial's, `ownerships` of
    each run."""

    rows: int = 0
    held: int = 0
    starts: tuple[tuple[int, int], ...] = ()
    ownerships: tuple[Ownership, ...] = ()
