"""The models of one moment of a project, as code of that release would use them."""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps
from django.apps.registry import Apps

from migration_safety.reading.graph.load import load


def models_without(migrations: Collection[tuple[str, str]]) -> Apps:
    """Those that all migrations but these (app, name) describe; without none, the project's own.

    They have its columns, defaults and constraints, but none of its methods and signals.
    """
    if not migrations:
        return apps
    loader = load(None)
    nodes = [key for key in loader.graph.nodes if key not in set(migrations)]
    return loader.project_state(nodes).apps
