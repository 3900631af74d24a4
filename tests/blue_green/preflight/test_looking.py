"""A plan tells what a pre-flight would say, where both servers can be asked."""

from __future__ import annotations

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.plan import Plan
from migration_safety.core.report import Environment, Report, Status
from migration_safety.flows.blue_green.looking import looked
from tests.plugins.pairs import Pair

ENVIRONMENT = Environment("3.13", "5.2", "0.1", "default", "postgresql", "18", "predicted")
GATE = Deployment(Strategy.GATE, digest="0123456789abcdef")


def report(deployment: Deployment | None) -> Report:
    return Report("plan_blue_green", "", ENVIRONMENT, Plan(()), deployment=deployment)


def both(blue: str, green: str) -> dict[str, str]:
    return {"MIGRATION_SAFETY_BLUE": blue, "MIGRATION_SAFETY_GREEN": green}


def test_what_would_be_refused_is_a_warning(newest_pair: Pair) -> None:
    with newest_pair.connect(newest_pair.blue) as connection:
        connection.execute("CREATE TABLE person (name text)")
    found = looked(report(GATE), both(newest_pair.blue, newest_pair.green)).checks
    (identity,) = (each for each in found if each.name == "rows can be found")
    assert identity.status is Status.WARNING
    assert identity.message == "would be refused: 1 of 1 not"


def test_servers_that_do_not_answer_are_told(newest_pair: Pair) -> None:
    nowhere = "host=/nonexistent"
    (found,) = looked(report(GATE), both(newest_pair.blue, nowhere)).checks
    assert found.status is Status.SKIPPED
    assert "green does not answer" in found.message


def test_nothing_is_asked_where_no_server_is_named_or_needed(newest_pair: Pair) -> None:
    named = both(newest_pair.blue, newest_pair.green)
    assert looked(report(GATE), {}).checks == ()
    assert looked(report(Deployment(Strategy.IN_PLACE)), named).checks == ()
    assert looked(report(None), named).checks == ()
