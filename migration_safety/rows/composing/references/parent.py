"""A table that others refer to: which rows it will have, and their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migration_safety.rows.sources.source import Countable
from migration_safety.rows.sources.tenants.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Parent:
    """`keys` by column: the cell of each row from 0 to `rows` - 1.

    `before` of the rows are from earlier runs.  `tenancy` is that of the newest rows, None where
    nobody knows whose they are.
    """

    rows: int
    keys: Mapping[str, Countable] = field(default_factory=dict)
    before: int = 0
    tenancy: Tenancy | None = None
