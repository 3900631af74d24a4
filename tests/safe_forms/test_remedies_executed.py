"""What a finding tells people to paste runs on a server, and lets everybody go on meanwhile."""

from __future__ import annotations

import pytest

from tests.plugins.servers import Server
from tests.rules.test_remedies import remedy_of, state_before
from tests.safe_forms.remedies import NOT_RUN, executed, written
from tests.safe_forms.running import run

RULES = sorted(executed())


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_nobody_waits_while_a_remedy_works(rule: str, newest: Server, reachable: None) -> None:
    fixture, finding = executed()[rule]
    after, before = remedy_of(fixture, finding), state_before(fixture, finding)
    ran = run(newest, *after, before=before)
    assert ran.outcome.error == ""
    assert ran.observations
    assert ran.dangers() == []


def test_what_is_not_run_could_be() -> None:
    assert set(NOT_RUN) <= set(written())
