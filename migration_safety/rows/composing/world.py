"""What composing asks of the world around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeAlias

from django.db.models import Model

from migration_safety.core.volume.constraint import Check, Constraints, Unique
from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.core.volume.prototypes import Prototypes
from migration_safety.core.volume.shape import Shape
from migration_safety.rows.composing.references.parent import Parent

# A field of Django's; its stubs know too little of what a concrete one has.
AnyField: TypeAlias = Any
Cells = tuple[bytes, ...]


class Judge(Protocol):
    """The database's own opinion on rows that nobody has written yet."""

    def passing(
        self,
        constraints: Constraints,
        check: Check,
        columns: Sequence[str],
        candidates: Sequence[Cells],
    ) -> list[bool]:
        """Which candidates the check lets pass."""

    def covered(
        self,
        constraints: Constraints,
        unique: Unique,
        columns: Sequence[str],
        candidates: Sequence[Cells],
    ) -> list[bool]:
        """For which candidates the condition of a unique index is true."""

    def distinct(
        self,
        constraints: Constraints,
        unique: Unique,
        columns: Sequence[str],
        candidates: Sequence[Cells],
    ) -> bool:
        """Whether the candidates could stand in the table together, as far as it goes."""

    def literals(self, expression: str) -> Sequence[bytes]:
        """Constants in the expression, and their neighbours: what may satisfy it."""

    def patterns(self, expression: str) -> Sequence[str]:
        """Regular expressions that a text in it is to match."""


@dataclass(frozen=True, slots=True)
class World:
    """`encode` turns a field's value into a cell; `offset` is what stands after a time of day.

    `parents` by model label are the tables composed so far, and those that hold rows already;
    `content_types` the keys of content types by label; `statistics` what is known of a column
    by the label of its model and its name; `tenant` is the label of the model that owns rows, ""
    where there is none.
    """

    seed: str
    shape: Shape
    end: date
    offset: bytes
    judge: Judge
    encode: Callable[[AnyField, object], bytes]
    prototypes: Callable[[type[Model], frozenset[str], int], Prototypes]
    parents: Mapping[str, Parent]
    content_types: Mapping[str, bytes]
    statistics: Mapping[tuple[str, str], ColumnStatistics] = field(default_factory=dict)
    tenant: str = ""
