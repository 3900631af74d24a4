"""Which operations fit the code of both releases, and in which order they can be deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migration_safety.core.deployment.obstacle import Kind, Obstacle
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.compatibility import Stage
from migration_safety.core.releases.probe import Probe

Key = tuple[str, str]
# The selected migrations that each one depends on, directly or not.
Ancestors = Mapping[Key, frozenset[Key]]

BESIDE_BOTH = (
    "Split it over two releases: first what both releases can live with, then, once the old"
    " code is gone, the rest."
)
INSTEAD = {
    "ADD COLUMN": "Give the field db_default=..., so that the old code may leave it out.",
    "ADD COLUMN (NOT NULL without default)": "Give the field db_default=..., so that the old code"
    " may leave it out.",
    "DROP COLUMN": "Before the code: AlterField with null=True, or db_default=...; RemoveField"
    " then goes into a migration for after the code.",
    "RENAME COLUMN": "Keep the column: db_column='OLD NAME' renames the field in the code alone.",
    "RENAME TABLE": "Keep the table: db_table = 'OLD NAME' renames the model in the code alone.",
}
SPLIT = "Split it: what the new code needs into one migration, what the old code needs in a later."
TWO_RELEASES = "Ship {first} and what it takes in a release before this one."


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
        early, late = _stages(migration)
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
        early, late = _stages(migration)
        if early and late:
            yield _mixed(migration, early, late)
        held_up = sorted(waiting & ancestors.get(_key(migration), frozenset()))
        if held_up and _key(migration) in held:
            yield _held_up(migration, held_up[0])


def _key(migration: Migration) -> Key:
    return migration.app, migration.name


def both_releases(plan: Plan) -> Iterator[Obstacle]:
    """Operations that the old code does not survive and the new code cannot do without."""
    for migration in plan.migrations:
        for step in migration.steps:
            if step.stage is Stage.NEITHER:
                yield _both(migration, step)


def _stages(migration: Migration) -> tuple[list[Step], list[Step]]:
    early = [each for each in migration.steps if each.stage is Stage.PRE_DEPLOY]
    return early, [each for each in migration.steps if each.stage is Stage.POST_DEPLOY]


def _breaks(migration: Migration) -> bool:
    return any(each.stage is Stage.NEITHER for each in migration.steps)


def _drops(migration: Migration) -> bool:
    neither = (each for each in migration.steps if each.stage is Stage.NEITHER)
    return any("DROP COLUMN" in each.shapes for each in neither)


def _both(migration: Migration, step: Step) -> Obstacle:
    found = step.compatibility
    old = found.broken if found else ()
    new = (found.premature or found.lost) if found else ()
    shape = next((each for each in INSTEAD if each in step.shapes), "")
    return Obstacle(
        migration.app,
        migration.name,
        step.index,
        Kind.BOTH_RELEASES,
        tuple(dict.fromkeys(each.table for each in (*old, *new))),
        "; ".join(
            (*_told("the old code fails after it", old), *_told("the new code before it", new))
        ),
        INSTEAD.get(shape, BESIDE_BOTH),
        editable=bool(shape),
    )


def _told(who: str, probes: tuple[Probe, ...]) -> Iterator[str]:
    if probes:
        first = probes[0]
        error = first.error.partition(" (SQLSTATE")[0]
        yield f"{who} ({first.verb.value} {first.table}: {error})"


def _mixed(migration: Migration, early: list[Step], late: list[Step]) -> Obstacle:
    return Obstacle(
        migration.app,
        migration.name,
        late[0].index,
        Kind.MIXED,
        tuple(dict.fromkeys(change.table for change in late[0].changes if change.table)),
        f"operation {early[0].index} has to run before the new code, operation {late[0].index}"
        " after the old code is gone, and they are one migration",
        SPLIT,
        editable=True,
    )


def _held_up(migration: Migration, first: Key) -> Obstacle:
    name = ".".join(first)
    return Obstacle(
        migration.app,
        migration.name,
        -1,
        Kind.ORDER,
        (),
        f"it has to run before the new code and depends on {name}, which has to run after the"
        " old code is gone",
        TWO_RELEASES.format(first=name),
        editable=True,
    )
