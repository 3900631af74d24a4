"""The walk: replay each migration on project state, and collect the statements it would send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from django.db.migrations import Migration as DjangoMigration
from django.db.migrations.state import ModelState

from migration_safety.core.dialect import Dialect
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.passage import Passage
from migration_safety.errors import GrammarError, SelectionError
from migration_safety.reading.ahead.ahead import Ahead
from migration_safety.reading.changes import changes_of
from migration_safety.reading.functions.models.makers import Makers, Moments
from migration_safety.reading.garbage import swept
from migration_safety.reading.graph.fingerprint import Fingerprint
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.locate import Written, path_of, written
from migration_safety.reading.operations import Replay
from migration_safety.reading.releases.passing import Walked, as_one, one_by_one
from migration_safety.reading.releases.release import Memory, release
from migration_safety.reading.replay.isolation import no_queries
from migration_safety.reading.state.known import Key, known
from migration_safety.reading.state.leftovers import settled
from migration_safety.reading.state.states import States
from migration_safety.reading.suppression.marks import marked
from migration_safety.reading.suppression.meaning import with_meanings
from migration_safety.reading.unnamed import proven

OWN_APPLY = "the migration has an apply() of its own, which decides what runs: see --observe"


def walk(
    selection: Selection,
    dialect: Dialect,
    progress: Callable[[str], None],
    *,
    deploy: bool = False,
) -> Plan:
    """The selected migrations as a plan of steps; those before them are replayed unseen.

    `deploy`: all are applied while the release from before the first of them runs.
    Raises GrammarError where a selected migration holds SQL that the grammar rejects, and
    SelectionError where a migration does not fit those before it.
    """
    states = States(selection.unmigrated)
    baseline = Fingerprint(selection.unmigrated)
    with no_queries():
        walked = _migrations(selection, dialect, states, progress, deploy=deploy, baseline=baseline)
        plan = as_one(list(walked), dialect) if deploy else one_by_one(walked, dialect)
        return replace(plan, baseline=str(baseline))


def _migrations(
    selection: Selection,
    dialect: Dialect,
    states: States,
    progress: Callable[[str], None],
    *,
    deploy: bool,
    baseline: Fingerprint,
) -> Iterator[Walked]:
    running: dict[Key, ModelState] = {}
    memory: Memory = {}
    met, makers = False, Makers(selection)
    ahead = Ahead(dialect.editor(atomic=False).connection)
    for migration in swept(selection.until_last()):
        name = f"{migration.app_label}.{migration.name}"
        progress(name)
        goes_on = deploy and met
        dialect.begin(name, deploy_goes_on=goes_on)
        place = written(migration) if selection.has(migration) else None
        if place and not goes_on:
            running = dict(states.now.models)
        met |= place is not None
        old = release(states.now.models, memory) if place else None
        schemas = [dialect.snapshot()] if place else []
        steps = _steps(
            migration,
            dialect,
            states,
            place,
            moments=makers.moments(migration, running) if place else None,
            baseline=None if met else baseline,
            schemas=schemas,
            ahead=ahead,
        )
        makers.met(migration, states.now.models)
        if place and old:
            migrated = Migration(
                app=migration.app_label,
                name=migration.name,
                atomic=migration.atomic,
                applied=selection.is_applied(migration),
                path=path_of(migration),
                steps=steps,
                source=place.migration,
                code=known(running, _tables(steps)),
            )
            new = release(states.now.models, memory)
            yield (
                marked(with_meanings(proven(migrated), migration), place),
                Passage(old, new, schemas[0], dialect.snapshot()),
                schemas,
            )


def _tables(steps: Iterable[Step]) -> set[str]:
    """The tables from before the migration that its statements name."""
    statements = (statement for step in steps for statement in step.statements)
    actions = (action for statement in statements for action in statement.actions)
    return {action.table for action in actions if action.table and not action.fresh}


def _steps(
    migration: DjangoMigration,
    dialect: Dialect,
    states: States,
    place: Written | None,
    *,
    moments: Moments | None,
    baseline: Fingerprint | None,
    schemas: list[Mapping[str, Any]],
    ahead: Ahead,
) -> tuple[Step, ...]:
    """Those of a selected migration, which has a place; the others only shape the state.

    `schemas` is given the schema after each of its operations.
    """
    editor = dialect.editor(atomic=migration.atomic)
    replay = Replay(dialect, editor, atomic=migration.atomic, moments=moments)
    try:
        changes = []
        for index, operation in enumerate(migration.operations):
            before = dict(states.now.models)
            undone = ahead.passes(operation, (migration.app_label, migration.name), before)
            replay.run(index, operation, migration.app_label, states)
            ahead.sent(operation, replay.statements[index])
            if place:
                both = (before, states.now.models)
                itself, *nested = changes_of(operation, migration.app_label, both)
                changes.append((replace(itself, swallowed=undone), *nested))
                schemas.append(dialect.snapshot())
        replay.finish()
        if migration.operations and type(migration).apply is not DjangoMigration.apply:
            replay.doubt(OWN_APPLY)
    except (GrammarError, SelectionError) as error:
        where = f"{migration.app_label}.{migration.name}"
        raise type(error)(f"{where}: {error.problem}", error.advice) from error
    if baseline:
        baseline.add(migration, chain.from_iterable(replay.statements.values()))
    if not place:
        return ()
    return tuple(
        Step(
            index,
            settled(changes[index], dialect, states.now.models),
            place.operations[index],
            tuple(replay.statements[index]),
            functions=tuple(replay.functions[index]),
        )
        for index in range(len(changes))
    )
