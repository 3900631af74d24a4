"""A sandbox filled with rows, whatever moment of a project's history its schema is of."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace

from django.apps.registry import Apps

from migration_safety.conf import configuration
from migration_safety.core.trial.filled import Filled
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.flows.profiles import profile
from migration_safety.flows.targets import open_target
from migration_safety.rows.moments.moment import Moment
from migration_safety.rows.moments.stocking import Stocking
from migration_safety.rows.prototyping import Prototyping

# What migrations write of a table, such as its defaults, is hardly more.
FEW = 20


@dataclass
class Filler:
    """Fills the database that an alias leads to, at one moment of its history after another.

    `rows` by label go before those of the profile; `scale` multiplies both, and the usual
    number of all other models.  Tables that hold rows are left as they are where `only_empty`,
    but for less than `few` that others have written, and columns that are new since the moment
    before.  Raises VolumeError where the profile is not known.
    """

    alias: str
    profile: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    seed: str = "0"
    locale: str = ""
    only_empty: bool = True
    few: int = FEW
    workers: int = 1
    progress: Progress = field(default_factory=Silent)

    def __post_init__(self) -> None:
        settings, shape = configuration(), profile(self.profile)
        shape = replace(shape, rows={**shape.rows, **self.rows}, scale=self.scale)
        self._stocking = Stocking(
            shape=shape,
            tenant=settings.tenant,
            prototyping=Prototyping(settings.factories, self.seed, self.locale, shape),
            only_empty=self.only_empty,
            few=self.few,
            workers=self.workers,
            progress=self.progress,
        )

    def fill(self, models: Apps) -> Filled:
        """Fill each table of these models that can be filled.  Raises VolumeError where the
        server goes away."""
        with closing(open_target(self.alias)) as target:
            return self._stocking.fill(Moment(target, self.alias, models))
