"""The safe forms, run on tables with rows: traffic goes on while a server works."""

from __future__ import annotations

import pytest

from tests.plugins.servers import NEWEST, start
from tests.rules.fixture import migrations_of
from tests.safe_forms import forms, larger, slow
from tests.safe_forms.running import Ran, run

pytestmark = pytest.mark.slow

PEOPLE = {"people_person": "UPDATE people_person SET visits = visits + 1 WHERE id = 7"}
TRAFFIC = PEOPLE | {
    "people_visit": "UPDATE people_visit SET at = now() WHERE id % 1000 = 7",
    "people_tag": "INSERT INTO people_tag (name) VALUES ('new')",
    "log": "INSERT INTO log VALUES (1, '2026-05-05')",
    "log_2027": "INSERT INTO log_2027 VALUES (1, '2027-05-05')",
    "entry": "UPDATE entry SET note = 'another' WHERE id = 7",
}


def forms_of(version: int) -> Ran:
    """All of them, one after the other."""
    tables, *others = migrations_of(larger)
    return run(start(version), *migrations_of(forms), *others, before=[tables], statements=TRAFFIC)


def slow_of(*names: str) -> Ran:
    """Some of those that take their time."""
    function, *others = migrations_of(slow)
    every = {each.name: each for each in others}
    wanted = (every[name] for name in names)
    return run(start(NEWEST), *wanted, before=[function], statements=PEOPLE)


@pytest.mark.parametrize("version", [15, 18])
def test_nobody_waits_while_a_safe_form_works(version: int, reachable: None) -> None:
    ran = forms_of(version)
    assert ran.outcome.error == ""
    assert ran.dangers() == []
    assert ran.traffic.refused == {}
    assert all(ran.traffic.written[table] for table in TRAFFIC)
    assert any(effect.works for each in ran.observations for effect in each.effects)


def test_no_work_of_a_safe_form_keeps_writers_waiting(reachable: None) -> None:
    ran = slow_of("NotValid", "Validated", "Concurrently")
    assert ran.outcome.error == ""
    assert ran.dangers() == []
    assert ran.traffic.refused == {}
    assert ran.traffic.written["people_person"]


@pytest.mark.parametrize("name", ["DangerousCheck", "DangerousIndex"])
def test_a_dangerous_form_of_the_same_work_does(name: str, reachable: None) -> None:
    ran = slow_of(name)
    assert ran.outcome.error == ""
    assert {table for _, _, table in ran.dangers()} == {"people_person"}
    assert ran.traffic.refused["people_person"]
