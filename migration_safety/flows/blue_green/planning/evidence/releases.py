"""Which migrations can be deployed before the new code, and which after the old code is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migration_safety.core.deployment.choice.obstacle import Obstacle
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.compatibility import Stage
from migration_safety.flows.blue_green.planning.evidence.conflicts import (
    both_releases,
    held_up,
    mixed,
)

Key = tuple[str, str]
# The selected migrations that each one depends on, directly or not.
Ancestors = Mapping[Key, frozenset[Key]]


@dataclass(frozen=True, slots=True)
class Order:
    """The migrations of one release: before its code, and after the old code is gone."""

    before: tuple[Migration, ...]
    after: tuple[Migration, ...]
    obstacles: tuple[Obstacle, ...] = ()


def ordered(plan: Plan, ancestors: Ancestors) -> Order:
    """As one release: what it takes to run the others is before the code, whatever it needs."""
    first, *others = releases(plan, ancestors)
    held = {_key(each) for release in others for each in (*release.before, *release.after)}
    needed = {key for each in held for key in ancestors.get(each, frozenset())}
    late = {_key(each) for each in first.after} - needed
    return Order(
        tuple(each for each in plan.migrations if _key(each) not in late),
        tuple(each for each in plan.migrations if _key(each) in late),
        (*both_releases(plan), *_troubles(plan, first, others, ancestors)),
    )


def releases(plan: Plan, ancestors: Ancestors, *, edited: bool = False) -> list[Order]:
    """As many as it takes for each to have what the old code needs after what the new one does.

    `edited`: what is dropped under both releases is dropped late, as it will be once edited.
    """
    found, left = [], list(plan.migrations)
    while left:
        release, left = _release(left, ancestors, edited=edited)
        found.append(release)
    return found


def _release(
    migrations: Sequence[Migration], ancestors: Ancestors, *, edited: bool
) -> tuple[Order, list[Migration]]:
    """The next one, and what is left for those after it."""
    before: list[Migration] = []
    after: list[Migration] = []
    left: list[Migration] = []
    for migration in migrations:
        needs = ancestors.get(_key(migration), frozenset())
        early, late = stages(migration)
        waits = needs & {_key(each) for each in after}
        dropped = edited and _drops(migration)
        at_once = early or (_breaks(migration) and not dropped)
        if needs & {_key(each) for each in left} or (waits and at_once):
            left.append(migration)
        elif waits or dropped or (late and not early):
            after.append(migration)
        else:
            before.append(migration)
    return Order(tuple(before), tuple(after)), left


def _troubles(
    plan: Plan, first: Order, others: Sequence[Order], ancestors: Ancestors
) -> Iterator[Obstacle]:
    waiting = {_key(each) for each in first.after}
    held = {_key(each) for release in others for each in release.before}
    for migration in plan.migrations:
        early, late = stages(migration)
        if early and late:
            yield mixed(migration, early, late)
        behind = sorted(waiting & ancestors.get(_key(migration), frozenset()))
        if behind and _key(migration) in held:
            yield held_up(migration, behind[0])


def _key(migration: Migration) -> Key:
    return migration.app, migration.name


def stages(migration: Migration) -> tuple[list[Step], list[Step]]:
    early = [each for each in migration.steps if each.stage is Stage.PRE_DEPLOY]
    return early, [each for each in migration.steps if each.stage is Stage.POST_DEPLOY]


def _breaks(migration: Migration) -> bool:
    return any(each.stage is Stage.NEITHER for each in migration.steps)


def _drops(migration: Migration) -> bool:
    neither = (each for each in migration.steps if each.stage is Stage.NEITHER)
    return any("DROP COLUMN" in each.shapes for each in neither)
