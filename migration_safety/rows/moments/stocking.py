"""The tables of one moment after another, each filled as far as it can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from migration_safety.core.trial.filled import Filled
from migration_safety.core.volume.constraint import Constraints
from migration_safety.core.volume.progress import Progress
from migration_safety.core.volume.shape import Shape
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.rows.counts import of_every
from migration_safety.rows.moments.adding import addition, columns_of, new_in
from migration_safety.rows.moments.forthcoming import with_required
from migration_safety.rows.moments.moment import Moment
from migration_safety.rows.order import CircleError
from migration_safety.rows.preparing.preparing import Preparation, Prepared
from migration_safety.rows.preparing.specification import Specification
from migration_safety.rows.prototyping import Prototyping
from migration_safety.rows.writing.executors import executor
from migration_safety.rows.writing.filling import Filling, RefusedError
from migration_safety.rows.writing.partition import release

STRANGE = "Not filled, as there is no such model yet or any more: {}."


@dataclass
class Stocking:
    """`shape` names rows for some models; `tenant` is the label of the model that owns rows.

    Less than `few` rows that somebody else has written get others beside them.  `seen` are the
    columns of each table when it was last looked at, `before` how many rows it had then, counted
    up to `few`.
    """

    shape: Shape
    tenant: str
    prototyping: Prototyping
    only_empty: bool
    few: int
    workers: int
    progress: Progress
    seen: dict[str, frozenset[str]] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    def fill(self, moment: Moment) -> Filled:
        """Fill each table that can be filled, and columns that are new in others.

        Raises VolumeError where the server goes away.
        """
        volume, notes = moment.keep(), self._left_out(moment)
        self._add(moment, notes)
        while left := self._left(moment):
            volume += self._filled(moment, left, notes)
        self.before = moment.held(max(self.few, 1))
        self.seen |= {moment.table(label): columns_of(it) for label, it in moment.known.items()}
        said = dict.fromkeys((*notes, *self.prototyping.notes))
        self.prototyping.notes.clear()
        return Filled(tuple(volume), tuple(said), moment.unfilled)

    def _left_out(self, moment: Moment) -> list[str]:
        """Models of other moments."""
        strange = ", ".join(sorted(self.shape.rows.keys() - moment.known.keys()))
        return [STRANGE.format(strange)] if strange else []

    def _left(self, moment: Moment) -> set[str]:
        """The labels of tables that are still to be filled."""
        left = moment.known.keys() - moment.settled
        if not self.only_empty:
            return left
        held = moment.held(max(self.few, 1))
        bare = {table for table, rows in held.items() if self._is_bare(table, rows)}
        return {label for label in left if moment.table(label) in bare}

    def _is_bare(self, table: str, rows: int) -> bool:
        """Whether there are none, or a handful of somebody else's."""
        return not rows or (rows < self.few and rows != self.before.get(table))

    def _filled(self, moment: Moment, left: Collection[str], notes: list[str]) -> Sequence[Volume]:
        """What could be filled of the tables; at least one of them is settled then."""
        known = {label: model for label, model in moment.known.items() if label in left}
        rows = of_every(self.shape, known, tenant=self.tenant)
        preparation = self._preparation(moment, rows, moment.constraints(rows))
        try:
            prepared, failed = preparation.attempted()
        except CircleError as error:
            for label in error.labels:
                moment.give_up(label, error)
            return ()
        notes += preparation.notes
        for label, reason in failed.errors.items():
            moment.fails(label, reason)
        return self._written(moment, prepared, notes) if prepared else ()

    def _written(
        self, moment: Moment, prepared: Sequence[Prepared], notes: list[str]
    ) -> Sequence[Volume]:
        with self._filling(moment) as filling:
            try:
                filling.fill(prepared, {}, notes)
            except RefusedError as error:
                moment.give_up(error.label, error)
        moment.settled.update(each.label for each in filling.done)
        return [replace(each, bytes=moment.target.size(each.table)) for each in filling.done]

    def _add(self, moment: Moment, notes: list[str]) -> None:
        """Values for columns that migrations have added since."""
        for label in moment.known:
            seen = self.seen.get(moment.table(label))
            if new := seen and new_in(moment, label, seen):
                self._give(moment, label, new, notes)

    def _give(self, moment: Moment, label: str, new: Sequence[str], notes: list[str]) -> None:
        model, demand = moment.known[label], moment.constraints([label])
        wholly = {label: with_required(model, each) for label, each in demand.items()}
        preparation = self._preparation(moment, {label: 0}, wholly)
        recipe = addition(preparation, label, new) if wholly else None
        notes += preparation.notes
        if recipe:
            try:
                with self._filling(moment) as filling:
                    filling.amend(recipe)
            except VolumeError as error:
                notes.append(f"{label}: {', '.join(new)} stays as it is: {error}")

    def _preparation(
        self, moment: Moment, rows: Mapping[str, int], constraints: Mapping[str, Constraints]
    ) -> Preparation:
        wished = Specification(
            alias=moment.alias,
            apps=moment.models,
            shape=self.shape,
            known=moment.known,
            rows={label: rows[label] for label in constraints},
            explicit=frozenset(self.shape.rows),
            seed=self.prototyping.seed,
            tenant=self.tenant if self.tenant in moment.known else "",
            prototyping=self.prototyping,
        )
        return Preparation(wished, moment.target, constraints, {}, {}, self.progress)

    @contextmanager
    def _filling(self, moment: Moment) -> Iterator[Filling]:
        """Noted in a journal that is gone afterwards: what is compared later shall not hold it."""
        target = moment.target
        run = target.journal.begin({})
        try:
            with executor(self.workers, "", target.writer) as pool:
                yield Filling(target, run, self.progress, pool, self.workers)
                # The database is copied next, to which nobody may be connected.
                pool.dismiss(release, target.writer)
        finally:
            target.journal.forget(run)
