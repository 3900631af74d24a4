"""The compatibility of releases that a walk passes, and the share of each operation in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from migration_safety.core.dialect import Dialect
from migration_safety.core.operations.change import Change
from migration_safety.core.operations.model import Code
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.releases.compatibility import Combination, Compatibility
from migration_safety.core.releases.passage import Passage, Schema, changed

# A migration, its passage, and the schemas before its first operation and after each.
Walked = tuple[Migration, Passage, Sequence[Schema]]


def one_by_one(walked: Iterable[Walked], dialect: Dialect) -> Plan:
    """Migrations of which each is deployed by itself."""
    return Plan(tuple(compared(*each, dialect) for each in walked))


def as_one(walked: Sequence[Walked], dialect: Dialect) -> Plan:
    """Migrations that are one deploy, in which the old release runs until the end."""
    if not walked:
        return Plan(deploy=True)
    first, last = walked[0][1], walked[-1][1]
    whole = Passage(first.old, last.new, first.before, last.after)
    found = compatibility(whole, dialect)
    each = (
        _stepwise(migration, schemas, whole, found, dialect) for migration, _, schemas in walked
    )
    return Plan(tuple(each), deploy=True, compatibility=found)


def compared(
    migration: Migration, passage: Passage, schemas: Sequence[Schema], dialect: Dialect
) -> Migration:
    """A migration that is deployed by itself, with its compatibility and that of its steps."""
    found = compatibility(passage, dialect)
    return _stepwise(replace(migration, compatibility=found), schemas, passage, found, dialect)


def compatibility(passage: Passage, dialect: Dialect) -> Compatibility:
    """The four combinations."""
    tables = passage.touched()

    def meeting(code: Code, own: Schema, met: Schema) -> Combination:
        return Combination(dialect.probes(code, own, met, passage=passage, touched=tables))

    return Compatibility(
        old_old=meeting(passage.old, passage.before, passage.before),
        old_new=meeting(passage.old, passage.before, passage.after),
        new_old=meeting(passage.new, passage.after, passage.before),
        new_new=meeting(passage.new, passage.after, passage.after),
    )


def _stepwise(
    migration: Migration,
    schemas: Sequence[Schema],
    whole: Passage,
    found: Compatibility,
    dialect: Dialect,
) -> Migration:
    """`found` came of the passage between the releases, of which the migration is a part, or
    all: then it has a compatibility of its own."""
    touched = [frozenset(changed(met, then)) for met, then in pairwise(schemas)]
    # Most migrations are one operation, whose share is the whole.
    alone = bool(migration.compatibility) and [*filter(None, touched)] == [whole.touched()]
    steps = []
    for step, tables, both in zip(migration.steps, touched, pairwise(schemas), strict=True):
        lost = Combination(found.lost).about(tables_left(step.changes))
        known = Compatibility(new_new=lost) if tables or lost.probes else None
        if known and tables:
            share = _everything(found) if alone else _share(tables, whole, found, both, dialect)
            known = replace(known, old_new=share[0], new_old=share[1])
        steps.append(replace(step, compatibility=known))
    return replace(migration, steps=tuple(steps))


def _everything(found: Compatibility) -> tuple[Combination, Combination]:
    """What the passage makes worse for the old code, and better for the new one."""
    standing = found.old_old.places()
    worse = found.old_new.places() - standing
    better = found.new_old.places() - standing - found.new_new.places()
    return found.old_new.within(worse), found.new_old.within(better)


def _share(
    tables: frozenset[str],
    whole: Passage,
    found: Compatibility,
    schemas: tuple[Schema, Schema],
    dialect: Dialect,
) -> tuple[Combination, Combination]:
    """What an operation makes worse for the old code, and better for the new one."""
    met, then = schemas
    standing = found.old_old.places()

    def meeting(code: Code, own: Schema, schema: Schema) -> Combination:
        return Combination(dialect.probes(code, own, schema, passage=whole, touched=tables))

    old, new = meeting(whole.old, whole.before, then), meeting(whole.new, whole.after, met)
    earlier = meeting(whole.old, whole.before, met).places()
    later = meeting(whole.new, whole.after, then).places()
    worse = (old.places() - earlier) & (found.old_new.places() - standing)
    better = (new.places() - later) & (found.new_old.places() - standing)
    return old.within(worse), new.within(better)


def tables_left(changes: Sequence[Change]) -> frozenset[str]:
    """The tables that the state forgets, or forgets a column or a foreign key of."""
    left = [each for change in changes for each in change.leaves]
    return frozenset(name for each in left for name in (each.table, each.references) if name)
