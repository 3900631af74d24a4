"""The order in which tables can be filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from migration_safety.errors import VolumeError
from migration_safety.rows.models import Model, references


class CircleError(VolumeError):
    """`labels` refer to each other in a circle, so that no first row can be written."""

    def __init__(self, labels: Sequence[str], problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.labels = tuple(labels)


@dataclass(frozen=True, slots=True)
class Order:
    """`models` so that each comes after what it refers to.

    `postponed` are the (label, column) of references that close a circle: they are NULL until
    all rows are there.
    """

    models: tuple[Model, ...]
    postponed: frozenset[tuple[str, str]] = frozenset()


def ordered(chosen: Mapping[str, Model], required: Mapping[str, frozenset[str]]) -> Order:
    """Parents first.  `required` are the NOT NULL columns of each label.

    Raises CircleError where references that may not be NULL form a circle.
    """
    edges = {label: _references(model, chosen) for label, model in chosen.items()}
    postponed: set[tuple[str, str]] = set()
    while True:
        # Each once, in an order that does not depend on hashes.
        graph = {label: [*dict.fromkeys(targets.values())] for label, targets in edges.items()}
        try:
            labels = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            postponed.add(_loosest(error.args[1], edges, required))
            for label, column in postponed:
                edges[label].pop(column, None)
            continue
        return Order(tuple(chosen[label] for label in labels), frozenset(postponed))


def _references(model: Model, chosen: Mapping[str, Model]) -> dict[str, str]:
    """The label that each of its columns refers to, itself left out."""
    found = {each.column: each.parent._meta.label for each in references(model)}
    own = model._meta.label
    return {column: label for column, label in found.items() if label in chosen and label != own}


def _loosest(
    circle: Sequence[str],
    edges: Mapping[str, Mapping[str, str]],
    required: Mapping[str, frozenset[str]],
) -> tuple[str, str]:
    """A reference in the circle that may be NULL."""
    for target, label in pairwise(circle):
        for column, wanted in edges[label].items():
            if wanted == target and column not in required[label]:
                return label, column
    raise CircleError(
        circle,
        f"The tables of {' -> '.join(reversed(circle))} refer to each other in a circle, none of"
        " them may be NULL: no first row can be written.",
        "Let one of the foreign keys be NULL, or leave these models out.",
    )
