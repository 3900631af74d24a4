"""Observed evidence: run the selected migrations on a sandbox, and let it replace predictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from django.db import connections

from migration_safety.core.effect import Effect
from migration_safety.core.observation import Observation
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.statement import Statement
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.embedded import nearest
from migration_safety.databases.postgresql.grammar import (
    masked,
    parameters_numbered,
    split,
    without_strings,
)
from migration_safety.databases.postgresql.locks import STRENGTH
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.databases.postgresql.templates.contents import contents
from migration_safety.errors import GrammarError, SandboxError
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.probing import Prober
from migration_safety.reading.replay import Replay, confined, replay
from migration_safety.reading.replay.watched import Witness

Place = tuple[str, str, int]
Foreseen = Mapping[tuple[str, bool], Statement]

NOT_SUPPORTED = "SQLSTATE 0A000"
LACKS = "the sandbox's server has no such extension; give --sandbox the URL of one that has"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a sandbox saw, what came of the run, and the major version of its server.

    `cloned`: the migrations before the selected ones were not run, but copied.
    """

    observations: tuple[Observation, ...]
    outcome: Replay
    version: int
    cloned: bool = False


def observe(
    selection: Selection,
    *,
    alias: str,
    sandbox: str,
    version: int,
    baseline: str = "",
    templates: int = 0,
    prober: Prober | None = None,
    around: Callable[[Recorder], Witness] = lambda recorder: recorder,
) -> Watched:
    """Run all migrations up to the last selected one, and watch the selected ones.

    `version` is the major version that is wanted of an embedded server; the nearest one
    that it offers is taken.  `baseline` is the fingerprint of the migrations before the
    selected ones, of which the server keeps up to `templates` results for later runs; ""
    runs them anew.  `prober` tries releases between the migrations, `around` may put a
    witness of its own before the recorder.  Raises SandboxError where no sandbox can be had,
    or its server dies.
    """
    if sandbox == "none":
        raise SandboxError("--observe needs a sandbox.", "Give --sandbox embedded or a URL.")
    # Of another vendor's settings nothing shapes a session of PostgreSQL.
    project = connections.settings[alias] if connections[alias].vendor == "postgresql" else {}
    kept = contents(baseline, alias, project)
    with (
        Sandbox(sandbox, version=nearest(version), contents=kept, templates=templates) as box,
        confined(alias, box.settings(project)) as connection,
        Recorder(connection, split) as recorder,
    ):
        outcome = replay(
            selection.until_last(),
            selection.empty_state(),
            connection,
            around(recorder),
            selected=selection.selected,
            base=box,
            prober=prober,
        )
        major = connection.connection.info.server_version // 10_000
        return Watched(tuple(recorder.observations), outcome, major, cloned=box.filled)


def merge(plan: Plan, watched: Watched, dialect: Dialect) -> Plan:
    """Where a prediction and an observation differ, the observation stands."""
    seen: dict[Place, list[Observation]] = defaultdict(list)
    for each in watched.observations:
        seen[each.app, each.migration, each.operation].append(replace(each, sql=masked(each.sql)))
    return replace(
        plan,
        migrations=tuple(
            _migration(each, seen, watched.outcome, dialect) for each in plan.migrations
        ),
    )


def _migration(
    migration: Migration, seen: Mapping[Place, list[Observation]], outcome: Replay, dialect: Dialect
) -> Migration:
    key = (migration.app, migration.name)
    places = [seen.get((*key, step.index), []) for step in migration.steps]
    if key not in outcome.seconds and not any(places):
        return migration
    dialect.begin(str(migration))
    dialect.schema.new |= _made(migration)
    steps, before = [], 0
    for step, observations in zip(migration.steps, places, strict=True):
        steps.append(_step(step, observations, dialect, before=before))
        before = max([before, *(each.order + 1 for each in observations if not each.deferred)])
    if key == outcome.failed:
        steps = _with_failure(steps, outcome.error)
    return replace(migration, steps=tuple(steps), seconds=outcome.seconds.get(key))


def _with_failure(steps: list[Step], reason: str) -> list[Step]:
    """Where no statement has failed it was Python: the first that can have run last."""
    statements = [each for step in steps for each in step.statements]
    if any(each.error for each in statements):
        return steps
    ran = (each.index for each in steps if any(s.seconds is not None for s in each.statements))
    reached = max(ran, default=0)
    failed = next((s for s in steps[reached:] if any(s.acting("PYTHON"))), None)
    return [_failing(step, reason) if step is failed else step for step in steps]


def _failing(step: Step, reason: str) -> Step:
    python = (any(each.acting("PYTHON")) for each in step.statements)
    marked = zip(step.statements, python, strict=True)
    return replace(
        step,
        statements=tuple(replace(each, error=reason) if it else each for each, it in marked),
    )


def _made(migration: Migration) -> set[str]:
    """The tables that it makes, which what Python does to them disturbs nobody."""
    actions = (action for each in migration.statements() for action in each.actions)
    return {action.table for action in actions if action.fresh}


def _step(step: Step, seen: list[Observation], dialect: Dialect, *, before: int) -> Step:
    """Statement by statement where the texts agree, otherwise as observed.

    `before` counts the statements that the server met earlier.
    """
    predicted = {(_text(each.sql), each.deferred): each for each in step.statements if each.sql}
    # A default such as uuid4 gives another value each time that it is called.
    alike = {(without_strings(text), late): it for (text, late), it in predicted.items()}
    statements = tuple(
        _statement(_foreseen(each, alike | predicted, dialect), each) for each in seen
    )
    done = {(action.shape, action.table) for each in statements for action in each.actions}
    unsent = tuple(_unsent(each, before, done) for each in step.statements if not each.sql)
    return replace(step, statements=unsent + statements)


def _foreseen(seen: Observation, predicted: Foreseen, dialect: Dialect) -> Statement:
    text = _text(seen.sql)
    keys = (text, seen.deferred), (without_strings(text), seen.deferred)
    found = next((predicted[key] for key in keys if key in predicted), None)
    return found or _read(seen, dialect)


def _text(sql: str) -> str:
    return " ".join(sql.split())


def _unsent(statement: Statement, before: int, done: Collection[tuple[str, str]]) -> Statement:
    """What Python did besides its queries; on empty tables it may have had nothing to do.

    It stands between the statements that are numbered by `_statement`, with the actions of
    its source that none of them shows.
    """
    actions = tuple(each for each in statement.actions if (each.shape, each.table) not in done)
    return replace(statement, order=2 * before, actions=actions, unknown="")


def _statement(statement: Statement, seen: Observation) -> Statement:
    # That says nothing about the migration: the server that it is meant for may have it.
    lacks = any(statement.acting("CREATE EXTENSION")) and NOT_SUPPORTED in seen.error
    return replace(
        statement,
        sql=seen.sql,
        order=2 * seen.order + 1,
        transaction=seen.transaction,
        effects=_effects(statement, seen),
        error="" if lacks else seen.error,
        unknown=LACKS if lacks else statement.unknown,
        seconds=seen.seconds,
    )


def _effects(statement: Statement, seen: Observation) -> tuple[Effect, ...]:
    """A lock that the transaction held already cannot be seen taken again: the fact stands."""
    found = {effect.table: effect for effect in seen.effects}
    held: dict[str, int] = {}
    for table, lock in seen.held:
        held[table] = max(held.get(table, -1), STRENGTH[lock])
    for effect in statement.effects:
        taken = found.get(effect.table, replace(effect, witness="observed", seconds=seen.seconds))
        weaker = effect.table not in found or STRENGTH[taken.lock] < STRENGTH[effect.lock]
        if weaker and STRENGTH[effect.lock] <= held.get(effect.table, -1):
            found[effect.table] = replace(taken, lock=effect.lock, blocks=effect.blocks)
    return tuple(found[table] for table in sorted(found))


def _read(seen: Observation, dialect: Dialect) -> Statement:
    """A statement that no prediction foresaw: those of RunPython above all."""
    try:
        readings = dialect.read(parameters_numbered(seen.sql))
        actions = tuple(action for reading in readings for action in reading.actions)
        unknown = "; ".join(reading.unknown for reading in readings if reading.unknown)
    except GrammarError as error:
        actions, unknown = (), error.problem
    return Statement(
        seen.sql,
        seen.order,
        seen.transaction,
        actions,
        deferred=seen.deferred,
        unknown=unknown,
    )
