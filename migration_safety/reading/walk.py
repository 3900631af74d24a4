"""The walk: replay each migration on project state, and collect the statements it would send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from django.db.migrations import Migration as DjangoMigration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState

from migration_safety.core.dialect import Dialect
from migration_safety.core.operations.change import Change
from migration_safety.core.operations.model import Swallowed
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.passage import Passage
from migration_safety.errors import GrammarError, SelectionError
from migration_safety.reading.ahead.ahead import Ahead
from migration_safety.reading.beside import beside
from migration_safety.reading.changes import changes_of
from migration_safety.reading.functions.models.makers import Makers
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
from migration_safety.reading.taken import taken
from migration_safety.reading.unnamed import proven

OWN_APPLY = "the migration has an apply() of its own, which decides what runs: see --observe"


def walk(
    selection: Selection,
    dialect: Dialect,
    progress: Callable[[str], None],
    *,
    deploy: bool = False,
    passed: Callable[[int], None] = lambda count: None,
) -> Plan:
    """The selected migrations as a plan of steps; those before them are replayed unseen.

    `deploy`: all are applied while the release from before the first of them runs.  `passed` is
    told how many migrations of the project have shaped the dialect's schema, from 0 on.
    Raises GrammarError where a selected migration holds SQL that the grammar rejects, and
    SelectionError where a migration does not fit those before it.
    """
    steps = Walker(selection, dialect, progress, deploy=deploy, passed=passed)
    with no_queries():
        walked = steps.migrations()
        plan = as_one(list(walked), dialect) if deploy else one_by_one(walked, dialect)
        return replace(plan, baseline=str(steps.baseline))


class Walker:
    """Goes through the migrations once; what it knows at any moment is of those passed."""

    def __init__(
        self,
        selection: Selection,
        dialect: Dialect,
        progress: Callable[[str], None],
        *,
        deploy: bool,
        passed: Callable[[int], None],
    ) -> None:
        self.selection, self.dialect = selection, dialect
        self.progress, self.deploy, self.passed = progress, deploy, passed
        self.states = States(selection.unmigrated)
        # Of what comes before the first selected migration.
        self.baseline = Fingerprint(selection.unmigrated)
        self.begun = False
        # The models of the release that runs while a migration is applied.
        self.running: dict[Key, ModelState] = {}
        self._memory: Memory = {}
        self._makers = Makers(selection)
        self._ahead = Ahead(dialect.editor(atomic=False).connection)

    def migrations(self) -> Iterator[Walked]:
        """The selected ones, each with the releases and schemas at its ends and in between."""
        self.passed(0)
        for count, migration in enumerate(swept(self.selection.until_last()), 1):
            name = f"{migration.app_label}.{migration.name}"
            self.progress(name)
            goes_on = self.deploy and self.begun
            self.dialect.begin(name, deploy_goes_on=goes_on)
            if not self.selection.has(migration):
                self._pass(migration)
                self.passed(count)
                continue
            if not goes_on:
                self.running = dict(self.states.now.models)
            self.begun = True
            selected = self._selected(migration, written(migration))
            self.passed(count)
            yield selected

    def _pass(self, migration: DjangoMigration) -> None:
        """One that is not selected shapes the state."""
        editor = self._editor(migration)
        replay = Replay(self.dialect, editor, atomic=migration.atomic, moments=None)
        self._run(migration, replay, lambda *step: None)
        if not self.begun:
            self.baseline.add(migration, chain.from_iterable(replay.statements.values()))
        self._makers.met(migration, self.states.now.models)

    def _selected(self, migration: DjangoMigration, place: Written) -> Walked:
        old = release(self.states.now.models, self._memory)
        schemas = [self.dialect.snapshot()]
        steps = self._steps(migration, place, schemas)
        self._makers.met(migration, self.states.now.models)
        migrated = Migration(
            app=migration.app_label,
            name=migration.name,
            atomic=migration.atomic,
            applied=self.selection.is_applied(migration),
            path=path_of(migration),
            steps=steps,
            source=place.migration,
            beside=tuple(beside(migration, self.selection)),
            code=known(self.running, _tables(steps)),
        )
        new = release(self.states.now.models, self._memory)
        return (
            marked(with_meanings(proven(migrated), migration), place),
            Passage(old, new, schemas[0], self.dialect.snapshot()),
            schemas,
        )

    def _steps(
        self, migration: DjangoMigration, place: Written, schemas: list[Mapping[str, Any]]
    ) -> tuple[Step, ...]:
        """`schemas` is given the schema after each operation."""
        moments = self._makers.moments(migration, self.running)
        replay = Replay(
            self.dialect, self._editor(migration), atomic=migration.atomic, moments=moments
        )
        changes: list[tuple[Change, ...]] = []

        def read(
            operation: Operation, before: Mapping[Key, ModelState], undone: tuple[Swallowed, ...]
        ) -> None:
            both = (before, self.states.now.models)
            itself, *nested = changes_of(operation, migration.app_label, both)
            code = tuple(taken(operation, type(migration).__module__))
            changes.append((replace(itself, swallowed=undone, code=code), *nested))
            schemas.append(self.dialect.snapshot())

        self._run(migration, replay, read)
        return tuple(
            Step(
                index,
                settled(changed, self.dialect, self.states.now.models),
                place.operations[index],
                tuple(replay.statements[index]),
                functions=tuple(replay.functions[index]),
                reverses=tuple(replay.reverses[index]),
            )
            for index, changed in enumerate(changes)
        )

    def _editor(self, migration: DjangoMigration) -> Any:
        return self.dialect.editor(atomic=migration.atomic)

    def _run(self, migration: DjangoMigration, replay: Replay, read: Callable[..., None]) -> None:
        """Every operation in turn; `read` is told of each, with the models before it."""
        key = (migration.app_label, migration.name)
        try:
            for index, operation in enumerate(migration.operations):
                before = dict(self.states.now.models)
                undone = self._ahead.passes(operation, key, before)
                replay.run(index, operation, migration.app_label, self.states)
                self._ahead.sent(operation, replay.statements[index])
                read(operation, before, undone)
            replay.finish()
            if migration.operations and type(migration).apply is not DjangoMigration.apply:
                replay.doubt(OWN_APPLY)
        except (GrammarError, SelectionError) as error:
            raise type(error)(f"{'.'.join(key)}: {error.problem}", error.advice) from error


def _tables(steps: Iterable[Step]) -> set[str]:
    """The tables from before the migration that its statements name."""
    statements = (statement for step in steps for statement in step.statements)
    actions = (action for statement in statements for action in statement.actions)
    return {action.table for action in actions if action.table and not action.fresh}
