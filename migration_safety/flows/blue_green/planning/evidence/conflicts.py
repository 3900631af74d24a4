"""Operations that do not fit the code of both releases, and migrations that come too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.deployment.choice.obstacle import Kind, Obstacle
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.compatibility import Stage
from migration_safety.core.releases.probe import Probe

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


def both_releases(plan: Plan) -> Iterator[Obstacle]:
    """Operations that the old code does not survive and the new code cannot do without."""
    for migration in plan.migrations:
        for step in migration.steps:
            if step.stage is Stage.NEITHER:
                yield _both(migration, step)


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


def mixed(migration: Migration, early: Sequence[Step], late: Sequence[Step]) -> Obstacle:
    """One migration that has to run before the new code, and after the old one is gone."""
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


def held_up(migration: Migration, first: tuple[str, str]) -> Obstacle:
    """One that the new code needs, behind one that the old code does not survive."""
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
