"""What a database has applied of the project's migrations, and what it lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Applied:
    """`foreign` migrations are recorded in the database but unknown to this code, as under a
    release that is older than its database."""

    migrations: tuple[Key, ...]
    latest: Mapping[str, str]
    unapplied: tuple[Key, ...]
    foreign: tuple[Key, ...]

    @property
    def schema_version(self) -> str:
        """Equal for two databases that have applied the same migrations, in whatever order."""
        names = "\n".join(f"{app}.{name}" for app, name in self.migrations)
        return hashlib.sha256(names.encode()).hexdigest()[:12]


def applied(connection: BaseDatabaseWrapper) -> Applied:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    keys = set(loader.applied_migrations) - replaced(loader)
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    return Applied(
        migrations=tuple(sorted(keys)),
        latest=dict(sorted(key for key in keys if is_latest(key, keys, loader.graph))),
        unapplied=tuple((migration.app_label, migration.name) for migration, _ in plan),
        foreign=tuple(sorted(keys - set(loader.graph.nodes))),
    )


def replaced(loader: MigrationLoader) -> set[Key]:
    """What a squashed migration stands for, be it recorded beside it or not."""
    squashed = (
        loader.replacements[key] for key in loader.replacements if key in loader.graph.nodes
    )
    return {(app, name) for migration in squashed for app, name in migration.replaces}


def is_latest(key: Key, keys: set[Key], graph: MigrationGraph) -> bool:
    node = graph.node_map.get(key)
    return node is not None and not any(
        child.key[0] == key[0] and child.key in keys for child in node.children
    )
