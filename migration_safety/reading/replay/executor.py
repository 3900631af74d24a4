"""The replay: migrations run for real, one after the other, on a database made for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from migration_safety.core.report import Unknown
from migration_safety.errors import MigrationSafetyError
from migration_safety.reading.probing.prober import Prober
from migration_safety.reading.replay.complaint import complaint
from migration_safety.reading.replay.passage import forward
from migration_safety.reading.replay.unmigrated import create_unmigrated
from migration_safety.reading.replay.watched import Witness

Key = tuple[str, str]


class Base(Protocol):
    """The database as far as it comes before the first selected migration.

    `filled`: it held that from the beginning.
    """

    filled: bool

    def keep(self) -> None:
        """It holds that now."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it: `state` after the last migration that ran, seconds of each that did.

    `failed` is the migration that stopped the replay, if one did, by what `error` says (one
    line); `unobserved` lists it and every selected migration after it, with the reason.
    """

    state: ProjectState
    seconds: dict[Key, float] = field(default_factory=dict)
    failed: Key | None = None
    error: str = ""
    unobserved: tuple[Unknown, ...] = ()


def replay(
    migrations: Iterable[Migration],
    state: ProjectState,
    connection: BaseDatabaseWrapper,
    witness: Witness | None = None,
    *,
    selected: Collection[Key] = (),
    base: Base | None = None,
    prober: Prober | None = None,
) -> Replay:
    """Apply all migrations in order; let the witness see those that were selected.

    `state` is changed, as by Django's own executor; no signal is sent, as receivers belong to
    running code.  `base` may hold what comes before the selection; `prober` tries releases.
    """
    ordered, seconds = list(migrations), dict[Key, float]()
    first = next((at for at, it in enumerate(ordered) if _key(it) in selected), len(ordered))
    begin = first if base and base.filled else 0
    state = _advanced(state, ordered[:begin])
    if not (base and base.filled):
        MigrationRecorder(connection).ensure_schema()
        create_unmigrated(state.real_apps, connection)
    for position, migration in enumerate(ordered[begin:], begin):
        if base and position == first and not base.filled:
            _hand_over(connection, base)
        if prober:
            prober.before(state, ordered[position:], connection)
        session, start = connection.connection, perf_counter()
        try:
            watched = witness if _key(migration) in selected else None
            state = forward(migration, state, connection, watched)
        except MigrationSafetyError:
            raise
        except (Exception, SystemExit) as error:
            said = complaint(error, migration, connection, session)
            left = _unobserved(ordered[position:], said, selected)
            return Replay(state, seconds, _key(migration), said, left)
        seconds[_key(migration)] = perf_counter() - start
        if prober:
            prober.after(migration, connection)
    return Replay(state, seconds)


def _key(migration: Migration) -> Key:
    return migration.app_label, migration.name


def _advanced(state: ProjectState, migrations: Iterable[Migration]) -> ProjectState:
    """The state after migrations that the database has already; nothing is rendered."""
    for migration in migrations:
        state = migration.mutate_state(state, preserve=False)
    return state


def _hand_over(connection: BaseDatabaseWrapper, base: Base) -> None:
    """All before the selected ones is done; nobody may be connected while that is kept."""
    connection.close()
    base.keep()
    connection.ensure_connection()


def _unobserved(
    left: Sequence[Migration], said: str, selected: Collection[Key]
) -> tuple[Unknown, ...]:
    """The migration that failed, selected or not, and the selected ones it kept from running."""
    failed, *others = left
    name = f"{failed.app_label}.{failed.name}"
    first = Unknown(name, f"it fails on the sandbox: {said}")
    return (
        first,
        *(
            Unknown(f"{each.app_label}.{each.name}", f"not run: {name} before it fails")
            for each in others
            if (each.app_label, each.name) in selected
        ),
    )
