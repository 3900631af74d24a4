"""Squashed migrations and those they replace: which of them is not in the graph, and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from migration_safety.core.report import Unknown

Key = tuple[str, str]


def not_judged(loader: MigrationLoader, keys: Iterable[Key]) -> tuple[Unknown, ...]:
    """Changed migrations that Django does not run, each with the reason."""
    return tuple(
        Unknown(".".join(key), f"not judged: {_why(loader, key)}")
        for key in keys
        if key not in loader.graph.nodes
    )


def _why(loader: MigrationLoader, key: Key) -> str:
    squash = _squash_of(loader, key)
    if squash:
        return f"{squash} replaces it, and Django runs that instead"
    replaced = loader.replacements[key].replaces if key in loader.replacements else []
    left = [
        f"{app}.{name}" for app, name in replaced if (app, name) not in loader.applied_migrations
    ]
    if left and len(left) < len(replaced):
        return (
            "the database has applied only some of the migrations that it replaces, so Django"
            f" runs the others first: {', '.join(left)}"
        )
    return "it is not part of the graph"


def _squash_of(loader: MigrationLoader, key: Key) -> str:
    found = (each for each, it in loader.replacements.items() if key in it.replaces)
    return ".".join(next(found, ()))


def deleted(loader: MigrationLoader, paths: Iterable[Path]) -> tuple[Unknown, ...]:
    """Migrations whose file is gone: what that means to a database which has applied them."""
    return tuple(Unknown(_shown(path), _why_deleted(loader, path)) for path in paths)


def _why_deleted(loader: MigrationLoader, path: Path) -> str:
    squash = _squash_of(loader, (_label(path), path.stem))
    if not squash:
        return (
            "deleted or renamed: a database that has applied it keeps what it made, and would"
            " apply it again under another name"
        )
    return (
        f"deleted, and {squash} replaces it: a database that has applied only some of what that"
        " replaces can no longer be migrated; delete them once every database has applied them all"
    )


def _label(path: Path) -> str:
    """Of the app whose migrations the folder holds, by where apps lie."""
    folder = path.parent.parent
    found = (each.label for each in apps.get_app_configs() if Path(each.path).resolve() == folder)
    return next(found, folder.name)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
