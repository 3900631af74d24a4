"""A sandbox filled with rows, whatever moment of a project's history its schema is of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps.registry import Apps

from migration_safety.conf import configuration
from migration_safety.core.trial.filled import Filled
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.flows.profiles import profile
from migration_safety.flows.targets import open_target
from migration_safety.rows.counts import of_every
from migration_safety.rows.order import CircleError
from migration_safety.rows.preparing.moment import Moment
from migration_safety.rows.preparing.preparing import Preparation, Prepared
from migration_safety.rows.preparing.specification import Specification
from migration_safety.rows.prototyping import Prototyping
from migration_safety.rows.writing.executors import executor
from migration_safety.rows.writing.filling import Filling, RefusedError

STRANGE = "Not filled, as there is no such model yet or any more: {}."


@dataclass
class Filler:
    """Fills the database that an alias leads to, at one moment of its history after another.

    `rows` by label go before those of the profile; `scale` multiplies both, and the usual
    number of all other models.  Tables that hold rows are left as they are where `only_empty`.
    Raises VolumeError where the profile is not known.
    """

    alias: str
    profile: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    scale: float = 1.0
    seed: str = "0"
    locale: str = ""
    only_empty: bool = True
    workers: int = 1
    progress: Progress = field(default_factory=Silent)

    def __post_init__(self) -> None:
        shape = profile(self.profile)
        named = {**shape.rows, **self.rows}
        self._shape = replace(shape, rows=named, scale=self.scale)
        self._prototyping = Prototyping(
            configuration().factories, self.seed, self.locale, self._shape
        )

    def fill(self, models: Apps) -> Filled:
        """Fill each table of these models that can be filled.  Raises VolumeError where the
        server goes away."""
        with closing(open_target(self.alias)) as target:
            moment = Moment(target, self.alias, models)
            volume, notes = moment.keep(), self._left_out(moment)
            while left := self._left(moment):
                volume += self._filled(moment, left, notes)
        said = dict.fromkeys((*notes, *self._prototyping.notes))
        self._prototyping.notes.clear()
        return Filled(tuple(volume), tuple(said), moment.unfilled)

    def _left(self, moment: Moment) -> set[str]:
        """The labels of tables that are still to be filled."""
        held = moment.held() if self.only_empty else set()
        return moment.known.keys() - moment.settled - held

    def _filled(self, moment: Moment, left: Collection[str], notes: list[str]) -> Sequence[Volume]:
        """What could be filled of the tables; at least one of them is settled then."""
        known = {label: model for label, model in moment.known.items() if label in left}
        rows = of_every(self._shape, known, tenant=configuration().tenant)
        constraints = moment.constraints(rows)
        preparation = Preparation(
            wished=self._specification(moment, {label: rows[label] for label in constraints}),
            target=moment.target,
            constraints=constraints,
            earlier={},
            begun={},
            progress=self.progress,
        )
        try:
            prepared, failed = preparation.attempted()
        except CircleError as error:
            for label in error.labels:
                moment.give_up(label, error)
            return ()
        notes += preparation.notes
        for label, reason in failed.errors.items():
            moment.fails(label, reason)
        return self._written(moment, prepared, notes)

    def _specification(self, moment: Moment, rows: Mapping[str, int]) -> Specification:
        tenant = configuration().tenant
        return Specification(
            alias=self.alias,
            apps=moment.models,
            shape=self._shape,
            known=moment.known,
            rows=rows,
            explicit=frozenset(self._shape.rows),
            seed=self.seed,
            tenant=tenant if tenant in moment.known else "",
            prototyping=self._prototyping,
        )

    def _left_out(self, moment: Moment) -> list[str]:
        """Models of other moments."""
        strange = ", ".join(sorted(self._shape.rows.keys() - moment.known.keys()))
        return [STRANGE.format(strange)] if strange else []

    def _written(
        self, moment: Moment, prepared: Sequence[Prepared], notes: list[str]
    ) -> Sequence[Volume]:
        target = moment.target
        if not prepared:
            return ()
        with self._run(target) as run, executor(self.workers, "", target.writer) as pool:
            filling = Filling(target, run, self.progress, pool, self.workers)
            try:
                filling.fill(prepared, {}, notes)
            except RefusedError as error:
                moment.give_up(error.label, error)
        moment.settled.update(each.label for each in filling.done)
        return [replace(each, bytes=target.size(each.table)) for each in filling.done]

    @contextmanager
    def _run(self, target: Any) -> Iterator[int]:
        """Noted in a journal that is gone afterwards: what is compared later shall not hold it."""
        run = target.journal.begin({})
        try:
            yield run
        finally:
            target.journal.forget(run)


def filled(models: Apps, *, alias: str, **wanted: Any) -> Filled:
    """Fill the tables of these models once, as a Filler of that alias does."""
    return Filler(alias, **wanted).fill(models)
