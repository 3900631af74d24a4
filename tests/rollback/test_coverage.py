"""What is unproven is told once, with its reason, unless another trial has proven it."""

from __future__ import annotations

from migration_safety.core.trial.data.alteration import Alteration, Verdict
from migration_safety.core.trial.data.coverage import gaps


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
