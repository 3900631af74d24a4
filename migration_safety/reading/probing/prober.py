"""The prober: stands beside a replay and tries both releases before and after each passage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState

from migration_safety.core.releases.compatibility import Combination, Compatibility
from migration_safety.core.releases.probe import Verb
from migration_safety.reading.probing.apps import later, rendered
from migration_safety.reading.probing.moment import Release, Tools, tried
from migration_safety.reading.probing.outcome import Outcome, Tried

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Passing:
    """From before the migration `first` to after `last`: what is to be tried, as predicted."""

    first: Key
    last: Key
    predicted: Compatibility


class Prober:
    """`outcomes` holds what came of each passage, by its first migration; `failures` why
    nothing did."""

    def __init__(self, passings: Sequence[Passing], tools: Tools) -> None:
        self.outcomes: dict[Key, dict[Tried, Outcome]] = {}
        self.failures: dict[Key, str] = {}
        self._begin = {each.first: each for each in passings if each.predicted.tried}
        self._open: dict[Key, tuple[Passing, list[Release]]] = {}
        self._tools = tools

    def before(
        self, state: ProjectState, ahead: Sequence[Migration], connection: BaseDatabaseWrapper
    ) -> None:
        """The first of the migrations `ahead` is about to run."""
        passing = self._begin.get(_key(ahead[0]))
        if passing is None:
            return
        with self._noting(passing.first):
            self._begun(passing, state, ahead, connection)

    def _begun(
        self,
        passing: Passing,
        state: ProjectState,
        ahead: Sequence[Migration],
        connection: BaseDatabaseWrapper,
    ) -> None:
        end = next(at for at, each in enumerate(ahead, 1) if _key(each) == passing.last)
        of, found = passing.predicted, self.outcomes.setdefault(passing.first, {})
        old, new = _wanted(of.old_old, of.old_new), _wanted(of.new_old, of.new_new)
        releases = [
            Release("old", rendered(state, [*map(str.lower, old)]), old),
            Release("new", rendered(later(state, ahead[:end]), [*map(str.lower, new)]), new),
        ]
        self._open[passing.last] = passing, releases
        self._try("old", found, releases, connection)

    def after(self, migration: Migration, connection: BaseDatabaseWrapper) -> None:
        """That migration has run."""
        if _key(migration) in self._open:
            passing, releases = self._open.pop(_key(migration))
            with self._noting(passing.first):
                self._try("new", self.outcomes[passing.first], releases, connection)

    @contextmanager
    def _noting(self, passing: Key) -> Iterator[None]:
        """What goes wrong here is no failure of a migration."""
        try:
            yield
        except Exception as error:  # rendering and trying run code of the project
            self.failures[passing] = f"{type(error).__name__}: {error}".partition("\n")[0]

    def _try(
        self,
        schema: str,
        found: dict[Tried, Outcome],
        releases: Sequence[Release],
        connection: BaseDatabaseWrapper,
    ) -> None:
        for (release, label, verb), outcome in tried(connection, releases, self._tools).items():
            found[release, schema, label, verb] = outcome


def _wanted(*combinations: Combination) -> Mapping[str, list[Verb]]:
    """The verbs of each label."""
    found: dict[str, list[Verb]] = {}
    for probe in (each for combination in combinations for each in combination.probes):
        verbs = found.setdefault(probe.model, [])
        if probe.verb not in verbs:
            verbs.append(probe.verb)
    return found


def _key(migration: Migration) -> Key:
    return migration.app_label, migration.name
