"""The whole history of civicpulse: what is predicted is what every server does."""

from __future__ import annotations

from django.db import connections

from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.walk import walk
from tests.accuracy.agreement import compared, differences
from tests.plugins.servers import Server


def silent(line: str) -> None:
    """Nobody looks."""


def test_prediction_equals_observation(server: Server, reachable: None) -> None:
    selection = select(Wanted(everything=True), "default")
    plan = predict(walk(selection, Dialect(connections["default"], server.version), silent))

    watched = observe(selection, alias="default", sandbox=server.url(), version=server.version)

    assert watched.version == server.version
    assert not watched.outcome.unobserved
    assert compared(plan) > 200
    assert differences(plan, watched.observations) == []


def test_a_wrong_prediction_is_noticed(newest: Server, reachable: None) -> None:
    selection = select(Wanted(everything=True), "default")
    plan = walk(selection, Dialect(connections["default"], newest.version), silent)

    watched = observe(selection, alias="default", sandbox=newest.url(), version=18)

    assert {each.what for each in differences(plan, watched.observations)} == {"locks", "work"}
