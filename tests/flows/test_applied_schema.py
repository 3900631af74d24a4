"""The schema that applied migrations make is taken where a walk passes it, and is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connections

from migration_safety.flows.evidence import Box, gather
from migration_safety.flows.safety.checklist.applied import applied_schema
from migration_safety.reading.graph.select import Selection, Wanted, select


def selection(applied: slice, selected: slice) -> Selection:
    """Of civicpulse's migrations, in their order."""
    found = select(Wanted(everything=True), "default")
    keys = [(each.app_label, each.name) for each in found.migrations]
    return replace(found, applied=frozenset(keys[applied]), selected=frozenset(keys[selected]))


@pytest.mark.parametrize(
    ("applied", "selected"),
    [
        (slice(0), slice(3)),
        (slice(20), slice(20, 25)),
        (slice(20), slice(10, 25)),
        (slice(20), slice(19, 20)),
    ],
)
def test_it_is_the_one_that_they_make_by_themselves(applied: slice, selected: slice) -> None:
    chosen = selection(applied, selected)
    evidence = gather(chosen, Box("default"), deploy=False)
    assert evidence.applied is not None
    assert evidence.applied == applied_schema(chosen, connections["default"], evidence.version)
    assert bool(evidence.applied.tables) == bool(chosen.applied)


@pytest.mark.parametrize(
    ("applied", "selected"),
    [(slice(1, 20), slice(20, 25)), (slice(20), slice(3))],
)
def test_it_is_not_taken_of_others(applied: slice, selected: slice) -> None:
    chosen = selection(applied, selected)
    assert gather(chosen, Box("default"), deploy=False).applied is None
