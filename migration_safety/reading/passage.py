"""A passage from one release to the next: the code and the schema at both ends, and between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from migration_safety.core.change import Change
from migration_safety.core.compatibility import Combination, Compatibility
from migration_safety.core.dialect import Dialect
from migration_safety.core.model import Code
from migration_safety.core.plan import Migration, Plan

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Passage:
    """`schemas` are those before the first operation and after each; `after` is the last of all."""

    old: Code
    new: Code
    schemas: tuple[Schema, ...]
    after: Schema

    @property
    def before(self) -> Schema:
        """The schema that the old code was made for."""
        return self.schemas[0]

    def touched(self) -> frozenset[str]:
        """The tables that are others afterwards, or that the code knows otherwise."""
        models = {model.table: model for model in self.old.models}
        others = {model.table: model for model in self.new.models}
        return frozenset((*_changed(self.before, self.after), *_changed(models, others)))


def compatibility(passage: Passage, dialect: Dialect) -> Compatibility:
    """The four combinations."""
    tables = passage.touched()
    before, after = passage.before, passage.after

    def meeting(code: Code, own: Schema, met: Schema) -> Combination:
        return Combination(dialect.probes(code, own, met, before=before, touched=tables))

    return Compatibility(
        old_old=meeting(passage.old, before, before),
        old_new=meeting(passage.old, before, after),
        new_old=meeting(passage.new, after, before),
        new_new=meeting(passage.new, after, after),
    )


def compared(migration: Migration, passage: Passage, dialect: Dialect) -> Migration:
    """A migration that is deployed by itself, with its compatibility and that of its steps."""
    found = compatibility(passage, dialect)
    return _stepwise(replace(migration, compatibility=found), passage, passage, found, dialect)


def one_by_one(walked: Iterable[tuple[Migration, Passage]], dialect: Dialect) -> Plan:
    """Migrations of which each is deployed by itself."""
    return Plan(tuple(compared(each, passage, dialect) for each, passage in walked))


def as_one(walked: Sequence[tuple[Migration, Passage]], dialect: Dialect) -> Plan:
    """Migrations that are one deploy, in which the old release runs until the end."""
    if not walked:
        return Plan(deploy=True)
    first, last = walked[0][1], walked[-1][1]
    whole = Passage(first.old, last.new, first.schemas[:1], last.after)
    found = compatibility(whole, dialect)
    each = (_stepwise(it, passage, whole, found, dialect) for it, passage in walked)
    return Plan(tuple(each), deploy=True, compatibility=found)


def _stepwise(
    migration: Migration,
    passage: Passage,
    whole: Passage,
    found: Compatibility,
    dialect: Dialect,
) -> Migration:
    """`found` came of the passage between the releases, of which this one may be a part."""
    steps = []
    for step, (met, then) in zip(migration.steps, pairwise(passage.schemas), strict=True):
        lost = Combination(found.lost).about(tables_left(step.changes))
        tables = frozenset(_changed(met, then))
        known = Compatibility(new_new=lost) if tables or lost.probes else None
        if known and tables:
            known = _share(known, whole, found, dialect, met=met, then=then)
        steps.append(replace(step, compatibility=known))
    return replace(migration, steps=tuple(steps))


def _share(
    known: Compatibility,
    whole: Passage,
    found: Compatibility,
    dialect: Dialect,
    *,
    met: Schema,
    then: Schema,
) -> Compatibility:
    """What an operation makes worse for the old code, and better for the new one."""
    tables, standing = frozenset(_changed(met, then)), found.old_old.places()

    def meeting(code: Code, own: Schema, schema: Schema) -> Combination:
        before = whole.before
        return Combination(dialect.probes(code, own, schema, before=before, touched=tables))

    old, new = meeting(whole.old, whole.before, then), meeting(whole.new, whole.after, met)
    earlier = meeting(whole.old, whole.before, met).places()
    later = meeting(whole.new, whole.after, then).places()
    broken = (old.places() - earlier) & (found.old_new.places() - standing)
    premature = (new.places() - later) & (found.new_old.places() - standing)
    return replace(known, old_new=old.within(broken), new_old=new.within(premature))


def tables_left(changes: Sequence[Change]) -> frozenset[str]:
    """The tables that the state forgets, or forgets a column or a foreign key of."""
    left = [each for change in changes for each in change.leaves]
    return frozenset(name for each in left for name in (each.table, each.references) if name)


def _changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """The names under which both hold something else."""
    if one is other:
        return
    for name in one.keys() | other.keys():
        before, after = one.get(name), other.get(name)
        if before is not after and before != after:
            yield name
