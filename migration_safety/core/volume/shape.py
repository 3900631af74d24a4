"""The shape of the data that is wanted: how many rows, and how they are spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shape:
    """`rows` by model label ("people.Person"), before `scale`; fractions are 0 to 1.

    `skew` is the exponent of Zipf's law by which foreign keys prefer some rows (0: all alike),
    `skews` by "people.Person.household"; `nulls` the fraction of NULLs likewise.  `days` is how
    far the rows reach into the past, `growth` how many times busier the last day is than the
    first.  `tenants` is the number of rows of the model that the setting TENANT names.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    tenants: int | None = None
    skew: float = 1.0
    skews: Mapping[str, float] = field(default_factory=dict)
    nulls: Mapping[str, float] = field(default_factory=dict)
    days: int = 1095
    growth: float = 3.0
