"""Applied migrations that one that is still to run knows nothing of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation

from migration_safety.reading.graph.select import Selection


def beside(migration: Migration, selection: Selection) -> Iterator[str]:
    """Those of its app that are about one of its models, and not among what it depends on.

    What depends on it, and is applied all the same, is a line of the checklist.
    """
    before = selection.ancestors(migration)
    if before is None or selection.is_applied(migration):
        return
    own = set(_models(migration.operations))
    for other in selection.migrations:
        key = (other.app_label, other.name)
        mine = other.app_label == migration.app_label and selection.is_applied(other)
        if not mine or key in before or own.isdisjoint(_models(other.operations)):
            continue
        if (migration.app_label, migration.name) not in (selection.ancestors(other) or ()):
            yield ".".join(key)


def _models(operations: Sequence[Operation]) -> Iterator[str]:
    """The names of the models that they are about, as far as they say so."""
    for operation in operations:
        named: Any = operation
        about = getattr(named, "model_name", "") or getattr(named, "name", "")
        yield from (name.lower() for name in (about, getattr(named, "old_name", "")) if name)
        yield from _models(getattr(named, "database_operations", []))
        yield from _models(getattr(named, "state_operations", []))
