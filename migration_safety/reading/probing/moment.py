"""A moment between migrations: both releases try their statements on the schema of then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.releases.probe import Verb
from migration_safety.reading.probing.outcome import Outcome
from migration_safety.reading.probing.rows import Model, Rows, Values
from migration_safety.reading.probing.signals import muted
from migration_safety.reading.probing.trying import Say, Trying, undone

Undisturbed = Callable[[Any], AbstractContextManager[None]]
Results = dict[tuple[str, str, Verb], Outcome]


@dataclass(frozen=True, slots=True)
class Tools:
    """`values` makes up values of fields, `say` words errors, `undisturbed` puts back what no
    rollback does."""

    values: Values
    say: Say
    undisturbed: Undisturbed


@dataclass(frozen=True, slots=True)
class Release:
    """The code of one release: its models by label, and what is to be tried of each."""

    name: str
    models: Mapping[str, Model]
    wanted: Mapping[str, Collection[Verb]]

    def on(self, table: str) -> Iterator[tuple[str, Model]]:
        """Its models on a table, with their labels as reports write them."""
        for label in self.wanted:
            model = self.models.get(label.lower())
            if model is not None and model._meta.db_table == table:
                yield label, model


def tried(connection: BaseDatabaseWrapper, releases: Collection[Release], tools: Tools) -> Results:
    """The outcomes by release, label and verb; nothing is left behind."""
    with tools.undisturbed(connection), muted():
        return _results(connection, releases, tools)


def _results(
    connection: BaseDatabaseWrapper, releases: Collection[Release], tools: Tools
) -> Results:
    """Each release in a world of its own: rows are older than the new code.

    So the old code makes them where it can, and what only the new code makes is not there
    for the old one.
    """
    found: Results = {}
    for at, release in enumerate(releases):
        with undone(connection):
            makers = list(releases) if at else [release, *releases]
            found |= _of(release, _ordered(release, makers), connection, tools)
    return found


def _of(
    release: Release,
    tables: Mapping[str, list[Model]],
    connection: BaseDatabaseWrapper,
    tools: Tools,
) -> Results:
    rows = Rows(connection, tools.values)
    trying = Trying(connection, rows, tools.say)
    found: Results = {}
    for table, makers in tables.items():
        # Before there is a row: a second one might be refused for being like the first.
        for label, model in release.on(table):
            if Verb.INSERT in release.wanted[label]:
                found[release.name, label, Verb.INSERT] = trying.tried(Verb.INSERT, model)
        # What only the new code refers to, no row from before does.
        any(trying.fill(maker, sparse=at > 0) for at, maker in enumerate(makers))
    for label, verbs in release.wanted.items():
        if label.lower() in release.models:
            for verb in [each for each in verbs if each is not Verb.INSERT]:
                outcome = trying.tried(verb, release.models[label.lower()])
                found[release.name, label, verb] = outcome
    return found


def _ordered(release: Release, others: Collection[Release]) -> dict[str, list[Model]]:
    """The tables that need a row, those that others refer to first, and who can make one."""
    makers: dict[str, list[Model]] = {}
    wanted = [label.lower() for label in release.wanted]
    waiting = [release.models[label] for label in wanted if label in release.models]
    for model in waiting:
        table = model._meta.db_table
        if table not in makers:
            alike = [each for other in others for _, each in other.on(table)]
            makers[table] = list(dict.fromkeys([*alike, model]))
            for maker in makers[table]:
                waiting += [target for target, needed in _targets(maker) if needed]
    graph = {
        table: {
            target._meta.db_table
            for model in models
            for target, _ in _targets(model)
            if target._meta.db_table != table and target._meta.db_table in makers
        }
        for table, models in makers.items()
    }
    return {table: makers[table] for table in _sorted(graph, makers)}


def _sorted(graph: dict[str, set[str]], makers: Mapping[str, list[Model]]) -> list[str]:
    while True:
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1]
            needed = {
                (model._meta.db_table, target._meta.db_table)
                for table in circle
                for model in makers[table]
                for target, required in _targets(model)
                if required
            }
            pairs = list(zip(circle[1:], circle[:-1], strict=True))
            loose = [pair for pair in pairs if pair not in needed] or pairs
            graph[loose[0][0]].discard(loose[0][1])


def _targets(model: Model) -> Iterator[tuple[Model, bool]]:
    """The models that its own and inherited columns refer to, and whether they must."""
    for field in model._meta.concrete_fields:
        known: Any = field
        if known.remote_field and known.remote_field.model._meta.managed:
            yield known.remote_field.model, not known.null
