"""The order of migrations: as `migrate` would apply them, the pending ones last."""

from __future__ import annotations

from collections.abc import Collection

from django.db.migrations.graph import MigrationGraph

Key = tuple[str, str]


def as_migrate(graph: MigrationGraph) -> list[Key]:
    """As `migrate` without arguments would apply them to an empty database."""
    order: dict[Key, None] = {}
    for leaf in graph.leaf_nodes():
        order.update(dict.fromkeys(graph.forwards_plan(leaf)))
    return list(order)


def as_production(order: list[Key], pending: Collection[Key], graph: MigrationGraph) -> list[Key]:
    """The same, as a database meets them that has all but the pending ones.

    Where another migration needs one of these, it is not new: the order stays.
    """
    chosen = set(pending)
    if any(child.key not in chosen for key in chosen for child in graph.node_map[key].children):
        return order
    return [key for key in order if key not in chosen] + [key for key in order if key in chosen]
