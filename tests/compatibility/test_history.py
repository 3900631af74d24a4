"""The whole history of civicpulse: what is predicted of the releases is what a server answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from migration_safety.core.compatibility import Compatibility, Probe
from migration_safety.core.plan import Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.flows.compatibility import probed, prober
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Wanted, select
from migration_safety.reading.walk import walk
from tests.plugins.servers import Server


def every(plan: Plan) -> Iterator[tuple[str, Compatibility]]:
    """The compatibilities of a plan, each by its name."""
    for name, found in (
        ("deploy", plan.compatibility),
        *((str(each), each.compatibility) for each in plan.migrations),
    ):
        if found:
            yield name, found


def paired(predicted: Plan, seen: Plan) -> Iterator[tuple[str, Probe, Probe]]:
    """Each probe as it was predicted and as it was seen."""
    for (name, one), (_, other) in zip(every(predicted), every(seen), strict=True):
        for before, after in zip(one.combinations, other.combinations, strict=True):
            for probe, tried in zip(before.probes, after.probes, strict=True):
                yield f"{name}: {probe.verb} {probe.model}", probe, tried


def contradictions(predicted: Plan, seen: Plan) -> list[tuple[str, str, str]]:
    """Where prediction and server differ: what fails for some values may do either."""
    return [
        (name, probe.error, tried.error or tried.unknown)
        for name, probe, tried in paired(predicted, seen)
        if not probe.only
        and (probe.certain != tried.certain or tried.unknown or tried.witness != "observed")
    ]


def both(server: Server, *, deploy: bool) -> tuple[Plan, Plan]:
    """The history of civicpulse, predicted and observed."""
    selection = select(Wanted(everything=True), "default")
    dialect = Dialect(connections["default"], server.version)
    plan = walk(selection, dialect, lambda line: None, deploy=deploy)
    releases = prober(plan)
    watched = observe(
        selection, alias="default", sandbox=server.url(), version=server.version, prober=releases
    )
    assert not watched.outcome.unobserved
    assert not releases.failures
    return plan, probed(plan, releases)


def test_no_prediction_contradicts_the_server(server: Server, reachable: None) -> None:
    predicted, seen = both(server, deploy=False)
    assert sum(1 for _ in paired(predicted, seen)) > 500
    assert contradictions(predicted, seen) == []


def test_no_prediction_of_a_deploy_contradicts_the_server(newest: Server, reachable: None) -> None:
    predicted, seen = both(newest, deploy=True)
    assert sum(1 for _ in paired(predicted, seen)) > 100
    assert contradictions(predicted, seen) == []
