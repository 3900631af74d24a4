"""What the rows of all tables are to be like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.apps.registry import Apps

from migration_safety.core.volume.likeness.statistics import ColumnStatistics
from migration_safety.core.volume.shape import Shape
from migration_safety.rows.models import Model
from migration_safety.rows.prototyping import Prototyping


@dataclass(frozen=True, slots=True)
class Specification:
    """`rows` are to be added to each label; `known` are all models of `apps` that have a table.

    `explicit` are labels whose number somebody named, `tenant` is the label of the model that
    owns rows, "" for none.  `statistics` are known of columns by label and name.
    """

    alias: str
    apps: Apps
    shape: Shape
    known: Mapping[str, Model]
    rows: Mapping[str, int]
    explicit: frozenset[str]
    seed: str
    tenant: str
    prototyping: Prototyping
    statistics: Mapping[tuple[str, str], ColumnStatistics] = field(default_factory=dict)
