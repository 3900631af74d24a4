"""Which migrations are to be judged, and what counts as being in production before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import AmbiguityError, MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.connection import ConnectionDoesNotExist

from migration_safety.core.report import Unknown
from migration_safety.errors import SelectionError
from migration_safety.reading.graph.load import known_app, load
from migration_safety.reading.graph.order import as_migrate, as_production
from migration_safety.reading.graph.since import changed_since
from migration_safety.reading.graph.squashed import deleted, not_judged

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """The migrations of a project in Django's order, and which of them are selected.

    `applied` is None where no database was asked.  `notes` tell people how the selection
    came about, `unknown` is what was asked for and cannot be judged.  `graph` knows which
    migrations each one depends on; None where nobody asks.
    """

    migrations: tuple[Migration, ...]
    selected: frozenset[Key]
    applied: frozenset[Key] | None
    unmigrated: frozenset[str]
    notes: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    graph: MigrationGraph | None = None

    def ancestors(self, migration: Migration) -> frozenset[Key] | None:
        """What is sure to have run before it: it and what it depends on, directly or not."""
        key = (migration.app_label, migration.name)
        if self.graph is None or key not in self.graph.nodes:
            return None
        return frozenset(self.graph.forwards_plan(key))

    def has(self, migration: Migration) -> bool:
        """Whether it is to be judged."""
        return (migration.app_label, migration.name) in self.selected

    def is_applied(self, migration: Migration) -> bool:
        """Whether the database that was asked has it."""
        return (migration.app_label, migration.name) in (self.applied or ())

    def applied_first(self) -> int | None:
        """How many of the first migrations are the applied ones; None where others are among
        them."""
        applied = [self.is_applied(each) for each in self.migrations]
        return sum(applied) if all(applied[: sum(applied)]) else None

    def empty_state(self) -> ProjectState:
        """The project's state before its first migration."""
        return ProjectState(real_apps=set(self.unmigrated))

    def baseline(self) -> list[Migration]:
        """The migrations before the first selected one."""
        return list(takewhile(lambda each: not self.has(each), self.until_last()))

    def until_last(self) -> Iterator[Migration]:
        """All migrations up to the last selected one: each is judged after all before it."""
        left = len(self.selected)
        for migration in self.migrations:
            if not left:
                return
            left -= self.has(migration)
            yield migration


@dataclass(frozen=True, slots=True)
class Chosen:
    """`pending`: production has all others, where none of these needs to come before them."""

    keys: list[Key]
    notes: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    pending: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for; `unapplied` and `everything` exclude each other."""

    app_label: str = ""
    migration: str = ""
    unapplied: bool = False
    everything: bool = False
    since: str = ""


def select(wanted: Wanted, alias: str) -> Selection:
    """Read the graph and choose.  Raises SelectionError."""
    connection = _connection(alias)
    reachable, why = (False, "") if wanted.everything else _reach(connection)
    if wanted.unapplied and not reachable:
        raise SelectionError(
            f"The database {alias!r} cannot be reached: {why}",
            "Start it, or leave out --unapplied.",
        )
    loader = load(connection if reachable else None)
    order = as_migrate(loader.graph)
    chosen = _chosen(wanted, loader, order, alias=alias, reachable=reachable)
    if chosen.pending:
        order = as_production(order, chosen.keys, loader.graph)
    notes = (f"The database {alias!r} cannot be reached: {why}.",) if why else ()
    return Selection(
        migrations=tuple(loader.graph.nodes[key] for key in order),
        selected=frozenset(chosen.keys),
        applied=frozenset(loader.applied_migrations) if reachable else None,
        unmigrated=frozenset(loader.unmigrated_apps),
        notes=(*notes, *chosen.notes),
        unknown=chosen.unknown,
        graph=loader.graph,
    )


def _connection(alias: str) -> BaseDatabaseWrapper:
    try:
        return connections[alias]
    except ConnectionDoesNotExist as error:
        known = ", ".join(connections)
        raise SelectionError(
            f"There is no database {alias!r} in settings.DATABASES.", f"Known: {known}."
        ) from error


def _reach(connection: BaseDatabaseWrapper) -> tuple[bool, str]:
    """Whether the database answers; why not, without anything secret."""
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        return False, _first_line(error, connection)
    return True, ""


def _first_line(error: Exception, connection: BaseDatabaseWrapper) -> str:
    line = str(error).strip().partition("\n")[0]
    secret = str(connection.settings_dict.get("PASSWORD") or "")
    return line.replace(secret, "***") if secret else line


def _chosen(
    wanted: Wanted, loader: MigrationLoader, order: list[Key], *, alias: str, reachable: bool
) -> Chosen:
    if wanted.app_label:
        known_app(loader, wanted.app_label)
    if wanted.migration:
        return Chosen([_by_prefix(loader, wanted)])
    if wanted.since:
        return _since(wanted, loader, order)
    if reachable and (wanted.unapplied or loader.applied_migrations):
        pending = [key for key in order if key not in loader.applied_migrations]
        note = f"Migrations that the database {alias!r} has not applied."
        return Chosen(_of_app(pending, wanted), (note,))
    note = "All migrations are judged, each after all before it."
    return Chosen(_of_app(order, wanted), (note,), pending=False)


def _since(wanted: Wanted, loader: MigrationLoader, order: list[Key]) -> Chosen:
    """What a branch changes; what Django would not run of it, and what is gone, is unknown."""
    changes = changed_since(wanted.since, loader.disk_migrations)
    edited = _of_app(list(changes.edited), wanted)
    return Chosen(
        [key for key in order if key in edited],
        (f"Migrations added or edited since {wanted.since}.",),
        (*not_judged(loader, edited), *deleted(loader, changes.deleted)),
    )


def _of_app(keys: list[Key], wanted: Wanted) -> list[Key]:
    return [key for key in keys if not wanted.app_label or key[0] == wanted.app_label]


def _by_prefix(loader: MigrationLoader, wanted: Wanted) -> Key:
    """One migration by the beginning of its name, as `migrate` takes it."""
    try:
        found = loader.get_migration_by_prefix(wanted.app_label, wanted.migration)
    except AmbiguityError as error:
        raise SelectionError(str(error), "Write more of its name.") from error
    except KeyError as error:
        names = sorted(name for label, name in loader.graph.nodes if label == wanted.app_label)
        raise SelectionError(
            f"The app {wanted.app_label!r} has no migration {wanted.migration!r}.",
            f"It has: {', '.join(names[-5:])}.",
        ) from error
    key = (found.app_label, found.name)
    if key not in loader.graph.nodes:
        raise SelectionError(
            f"{found} is replaced by a squashed migration.", "Name the squashed one."
        )
    return key
