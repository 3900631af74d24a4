"""What is unproven is told once, with its reason, unless another trial has proven it."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.report import Status
from migration_safety.core.trial.data.alteration import Alteration, Verdict
from migration_safety.core.trial.data.coverage import gaps
from migration_safety.flows.rollback.judged.telling import checks
from tests.plugins.servers import Server
from tests.rollback.damage.shop import opened


def unproven(table: str, column: str, reason: str) -> Alteration:
    return Alteration(table, column, Verdict.UNPROVEN, reason=reason)


def test_a_table_of_which_nothing_is_known_is_named_by_itself() -> None:
    found = gaps([unproven("page", "id", "no rows"), unproven("page", "title", "no rows")])
    assert found == ("no rows: page",)


def test_what_another_trial_has_proven_is_proven() -> None:
    known = Alteration("page", "id", Verdict.IDENTICAL)
    found = gaps([unproven("page", "id", "no rows"), unproven("page", "note", "only NULL"), known])
    assert found == ("only NULL: page.note",)


def test_a_long_list_is_cut() -> None:
    found = gaps(unproven(f"t{number}", "id", "no rows") for number in range(12))
    assert found == ("no rows: t0, t1, t2, t3, t4, t5, t6, t7 and 4 more",)


def test_of_what_is_not_read_the_checklist_tells(newest: Server, django_db_blocker: Any) -> None:
    made = "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)"
    operator = migrations.RunSQL(made, "DROP OPERATOR === (integer, integer)")
    with django_db_blocker.unblock(), opened(newest) as shop:
        trial = shop.trial([operator])
    plan = Plan((Migration("shop", "0002_operator", trial=trial),))
    (compared,) = (each for each in checks(plan) if each.name == "Schema compared")
    assert compared.status is Status.PASSED
    assert compared.examined > 10
    line = "operator public.===(integer,integer): only that it exists is compared"
    assert compared.details == (line,)
