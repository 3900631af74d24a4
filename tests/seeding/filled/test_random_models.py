"""Random models: whatever they demand of their rows, the rows have it."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, note, settings

from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.drawn_models import drawn_models
from tests.seeding.filled.shop import LABEL, create

EXAMPLES = int(os.environ.get("MIGRATION_SAFETY_EXAMPLES", "15"))


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 15,
    suppress_health_check=list(HealthCheck),
)
@given(made=drawn_models())
def test_every_constraint_holds(emptying: Emptying, made: list[type]) -> None:
    with emptying as connection:
        create(made)

        report = seed(Request(names=(LABEL,), confirm=emptying.name, scale=0.05, workers=1))

        note(str(report.notes))
        wrong = [*broken(connection), *(each.details for each in report.checks if each.details)]
    assert not wrong
