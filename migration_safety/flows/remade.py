"""The evidence of SQLite: which tables it makes anew, where that is the project's database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db import connections

from migration_safety.core.plan import Migration, Plan
from migration_safety.databases.sqlite.remakes.remaking import Remaking
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay import Replay, confined, replay
from migration_safety.reading.replay.structure import by_hand, made_by_models, structural


def remade(plan: Plan, selection: Selection, alias: str) -> tuple[Plan, tuple[str, ...]]:
    """The plan with what a database of SQLite in memory saw, and a note of what it did not see.

    The migrations run there without their Python: it has no rows to go through, and code of
    the project runs with `observe` alone.  Those before the first selected one are run where
    SQL by hand may have made more than the models tell, otherwise only what they come to.
    """
    if connections[alias].vendor != "sqlite" or not plan.migrations:
        return plan, ()
    baseline = selection.baseline()
    later = list(selection.until_last())[len(baseline) :]
    places = frozenset(place for each in (*baseline, *later) for place in by_hand(each))
    state = selection.empty_state()
    with confined(alias, {"NAME": ":memory:"}) as connection:
        earlier = made_by_models(baseline, state, connection)
        migrations = [structural(each) for each in (*earlier, *later)]
        every = {(each.app_label, each.name) for each in migrations}
        with Remaking(connection, places) as witness:
            outcome = replay(migrations, state, connection, witness, selected=every)
    seen = tuple(_migration(each, witness) for each in plan.migrations)
    return replace(plan, migrations=seen), tuple(_unseen(outcome))


def _migration(migration: Migration, witness: Remaking) -> Migration:
    steps = (
        replace(step, remake=witness.remakes((migration.app, migration.name, step.index)))
        for step in migration.steps
    )
    return replace(migration, steps=tuple(steps))


def _unseen(outcome: Replay) -> Iterator[str]:
    if outcome.failed is not None:
        name = ".".join(outcome.failed)
        yield f"What SQLite does after {name} is not known: that fails there: {outcome.error}"
