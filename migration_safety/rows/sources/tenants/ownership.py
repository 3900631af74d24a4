"""How the rows that one run gives a table belong to tenants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Ownership:
    """`tenancy` is None where nobody knows.

    `parents` are the columns that refer to rows of tenants, with the first of those rows: a run
    that finds the same ones goes on with their combinations.  `combinations` are digests of how
    other combinations that no two rows share are counted.
    """

    tenancy: Tenancy | None = None
    parents: tuple[tuple[str, int], ...] = ()
    combinations: tuple[str, ...] = ()


def ownership(noted: Mapping[str, Any] | None) -> Ownership:
    """From what a journal keeps of it."""
    if not noted:
        return Ownership()
    tenancy = noted["tenancy"]
    return Ownership(
        tenancy and Tenancy(tenancy["first"], tuple(tenancy["cuts"]), tenancy["numbering"]),
        tuple((column, first) for column, first in noted["parents"]),
        tuple(noted["combinations"]),
    )
