"""What the checklist wants to know of the migration graph, and of its record in a database."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from migration_safety.core.graph import Graph, Record
from migration_safety.reading.graph.applied import replaced
from migration_safety.reading.graph.edited import edited
from migration_safety.reading.graph.lacking import lacking
from migration_safety.reading.graph.load import load

Key = tuple[str, str]


def graph_facts(connection: BaseDatabaseWrapper, *, reachable: bool) -> Graph:
    """Of the graph on disk, and of the record where the database can be asked.

    Raises SelectionError where there is no graph.
    """
    loader = load(connection if reachable else None)
    nodes = loader.graph.nodes
    return Graph(
        migrations=len(nodes),
        models=sum(
            model._meta.app_label in loader.migrated_apps and model._meta.managed
            for model in apps.get_models(include_auto_created=True)
        ),
        lacking=lacking(loader, connection),
        record=_record(loader, connection) if reachable else None,
    )


def _record(loader: MigrationLoader, connection: BaseDatabaseWrapper) -> Record:
    rows = MigrationRecorder(connection).applied_migrations()
    applied = set(loader.applied_migrations)
    present = [key for key in loader.graph.nodes if key in applied]
    edges = [(key, parent.key) for key in present for parent in loader.graph.node_map[key].parents]
    return Record(
        count=len(rows),
        dependencies=len(edges),
        early=tuple(_early(edges, applied, loader)),
        foreign=tuple(sorted(set(rows) - replaced(loader) - set(loader.disk_migrations))),
        installed=frozenset(loader.migrated_apps),
        edited=edited({key: loader.graph.nodes[key] for key in present}, rows),
    )


def _early(
    edges: list[tuple[Key, Key]], applied: set[Key], loader: MigrationLoader
) -> Iterator[tuple[str, str]]:
    """As Django's own check of consistency: a squash is applied once all it replaces is."""
    for key, parent in edges:
        squash = loader.replacements.get(parent)
        if parent not in applied and not (squash and applied.issuperset(squash.replaces)):
            yield ".".join(key), ".".join(parent)
