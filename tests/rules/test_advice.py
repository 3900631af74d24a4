"""Advice is given where it is asked for, and nowhere else."""

from __future__ import annotations

from migration_safety.rules.registry import REPLICATION, TRIALS, all_rules, chosen

ADVICE = {each.id for each in all_rules() if each.family in ("advice", "upkeep")}


def test_no_advice_is_given_unasked() -> None:
    assert ADVICE
    assert ADVICE.isdisjoint(each.id for each in chosen((), ()))


def test_all_advice_is_given_where_it_is_asked_for() -> None:
    usual = {each.id for each in all_rules() if each.family not in (*TRIALS, *REPLICATION)}
    assert {each.id for each in chosen((), (), advice=True)} == usual


def test_what_only_a_trial_can_show_is_judged_where_there_is_one() -> None:
    shown = {each.id for each in all_rules() if each.family in TRIALS}
    assert shown and shown.isdisjoint(each.id for each in chosen((), ()))
    assert shown <= {each.id for each in chosen((), (), trials=True)}


def test_what_replication_does_is_judged_where_it_is_asked_for() -> None:
    shown = {each.id for each in all_rules() if each.family in REPLICATION}
    assert shown and shown.isdisjoint(each.id for each in chosen((), ()))
    assert shown <= {each.id for each in chosen((), (), replication=True)}


def test_one_advice_may_be_asked_for_by_name() -> None:
    assert [each.id for each in chosen(("discouraged_type",), ())] == ["MS901"]
