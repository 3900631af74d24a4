"""Random histories: whatever Django's operations do, the prediction says it beforehand."""

from __future__ import annotations

import os

import pytest
from django.db import connections, migrations
from django.db.migrations.state import ProjectState
from hypothesis import HealthCheck, given, note, settings

from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.grammar import split
from migration_safety.databases.postgresql.observe import Recorder
from migration_safety.databases.postgresql.predict import predict
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.replay import confined, replay
from migration_safety.reading.walk import walk
from tests.accuracy.agreement import differences
from tests.accuracy.histories import histories
from tests.accuracy.rarer import rarer_histories
from tests.plugins.servers import Server

EXAMPLES = int(os.environ.get("MIGRATION_SAFETY_EXAMPLES", "40"))


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 40,
    suppress_health_check=list(HealthCheck),
)
@given(written=histories() | rarer_histories())
def test_prediction_equals_observation(
    newest: Server, reachable: None, written: list[migrations.Migration]
) -> None:
    keys = frozenset((each.app_label, each.name) for each in written)
    selection = Selection(tuple(written), keys, None, frozenset())
    with (
        Sandbox(newest.url()) as box,
        confined("default", box.settings()) as connection,
        Recorder(connection, split) as recorder,
    ):
        outcome = replay(written, ProjectState(), connection, recorder, selected=keys)
        seen = recorder.observations
    plan = predict(walk(selection, Dialect(connections["default"], newest.version), lambda _: None))

    found = differences(plan, seen)
    for each in (*outcome.unobserved, *found):
        note(str(each))
    assert not outcome.unobserved
    assert not found
