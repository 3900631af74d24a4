"""The matrix of operations and directions: the servers, the record and the verdicts agree."""

from __future__ import annotations

import pytest

from migration_safety.core.deployment.verdict import Direction, Fate
from tests.plugins.servers import VERSIONS
from tests.postgresql.replication.case import Case
from tests.postgresql.replication.experiments import judged, walked
from tests.postgresql.replication.matrix.table import CASES
from tests.postgresql.replication.recording import measured, recorded

WEIGHT = (Fate.WORKS, Fate.LOSSY, Fate.LOUD, Fate.SILENT, Fate.UNKNOWN)
NUMBERED = ("S1", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S18")


def said(case: Case, version: int) -> dict[str, tuple[Fate, bool]]:
    """The worst fate of each direction, and whether all that is said to be done helps."""
    told = judged(walked(case, version)[1], version)
    ways = {way: [each for each in told if each.direction is way] for way in Direction}
    return {
        way.value: (
            max((each.fate for each in own), key=WEIGHT.index, default=Fate.WORKS),
            all(each.held for each in own),
        )
        for way, own in ways.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_does_what_is_recorded(version: int) -> None:
    found = {name: (fate, guarded) for name, (fate, _, guarded) in measured(version).items()}
    kept = {name: (fate, guarded) for name, (fate, _, guarded) in recorded()[version].items()}
    assert found == kept


@pytest.mark.parametrize("version", VERSIONS)
def test_the_record_is_what_the_rows_expect(version: int) -> None:
    expected = {
        f"{case.name} [{direction}]": (way.fate, way.guarded)
        for case in CASES
        for direction, way in case.ways.items()
        if case.since <= version and way.fate
    }
    kept = {
        name: (fate, (guarded or fate) if expected[name][1] else None)
        for name, (fate, _, guarded) in recorded()[version].items()
    }
    assert kept == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_what_the_servers_do(case: Case) -> None:
    version = max(VERSIONS)
    expected = {
        direction.value: (way.judged or way.fate, way.guarded is not None)
        for direction, way in case.ways.items()
    }
    assert said(case, version) == expected


@pytest.mark.parametrize("case", [case for case in CASES if case.forward.hazard])
def test_a_silent_hazard_is_named_by_its_number(case: Case) -> None:
    told = judged(walked(case, max(VERSIONS))[1], max(VERSIONS))
    assert case.forward.hazard in {each.hazard for each in told}


def test_every_silent_hazard_of_an_operation_has_a_row() -> None:
    shown = {way.hazard for case in CASES for way in case.ways.values()}
    assert shown == {"", *NUMBERED}
