"""The walk: replay each migration on project state, and collect the statements it would send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db.migrations import Migration as DjangoMigration

from migration_safety.core.dialect import Dialect
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.errors import GrammarError
from migration_safety.reading.changes import changes_of
from migration_safety.reading.isolation import no_queries
from migration_safety.reading.known import known
from migration_safety.reading.leftovers import settled
from migration_safety.reading.locate import path_of, sources
from migration_safety.reading.operations import Replay
from migration_safety.reading.select import Selection
from migration_safety.reading.states import States


def walk(selection: Selection, dialect: Dialect, progress: Callable[[str], None]) -> Plan:
    """The selected migrations as a plan of steps; those before them are replayed unseen.

    Raises GrammarError where a selected migration holds SQL that the grammar rejects.
    """
    states = States(selection.unmigrated)
    with no_queries():
        return Plan(tuple(_migrations(selection, dialect, states, progress)))


def _migrations(
    selection: Selection, dialect: Dialect, states: States, progress: Callable[[str], None]
) -> Iterator[Migration]:
    for migration in selection.until_last():
        selected = selection.has(migration)
        progress(f"{migration.app_label}.{migration.name}")
        before = dict(states.now.models)
        steps = _steps(migration, dialect, states, selected=selected)
        if selected:
            yield Migration(
                app=migration.app_label,
                name=migration.name,
                atomic=migration.atomic,
                applied=selection.is_applied(migration),
                path=path_of(migration),
                steps=steps,
                code=known(before, _tables(steps)),
            )


def _tables(steps: Iterable[Step]) -> set[str]:
    """The tables from before the migration that its statements name."""
    statements = (statement for step in steps for statement in step.statements)
    actions = (action for statement in statements for action in statement.actions)
    return {action.table for action in actions if action.table and not action.fresh}


def _steps(
    migration: DjangoMigration, dialect: Dialect, states: States, *, selected: bool
) -> tuple[Step, ...]:
    name = f"{migration.app_label}.{migration.name}"
    dialect.begin(name)
    replay = Replay(
        dialect, dialect.editor(atomic=migration.atomic), atomic=migration.atomic, strict=selected
    )
    try:
        changes = []
        for index, operation in enumerate(migration.operations):
            before = dict(states.now.models)
            replay.run(index, operation, migration.app_label, states)
            if selected:
                both = (before, states.now.models)
                changes.append(changes_of(operation, migration.app_label, both))
        replay.finish()
    except GrammarError as error:
        raise GrammarError(f"{name}: {error.problem}", error.advice) from error
    if not selected:
        return ()
    places = sources(migration)
    return tuple(
        Step(
            index,
            settled(changes[index], dialect, states.now.models),
            places[index],
            tuple(replay.statements[index]),
        )
        for index in range(len(changes))
    )
