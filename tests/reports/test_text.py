"""The parts of a text report that few reports have, and the pages of the rules."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.report import Check, Report, Status, Unknown
from migration_safety.core.statement import Statement
from migration_safety.reports.formats import render
from migration_safety.reports.look import Look
from migration_safety.reports.text.rules import explained, listed
from tests.reports.sample import CREATE_MODEL, HEALTHY, REVERSE_FINDING, SAMPLE

RULE = {
    "rule": "MS101",
    "name": "create_index",
    "severity": "error",
    "title": "CREATE INDEX blocks writes.",
    "what": "It takes a lock\nand keeps it.\n\nOthers wait.",
    "fine": "The table is new.",
    "instead": "AddIndexConcurrently(\n    ...\n)",
}


def text(report: Report) -> str:
    """At 80 columns, without colour."""
    return render(report, "text", Look())


def test_a_finding_about_the_whole_migration_stands_at_its_head() -> None:
    migration = Migration("people", "0014_tag", steps=(CREATE_MODEL,), seconds=0.031)
    finding = replace(REVERSE_FINDING, migration="0014_tag", operation=-1)
    shown = text(replace(HEALTHY, plan=Plan((migration,)), findings=(finding,)))
    assert "people.0014_tag (1 operation, ran in 31 ms)\n" in shown
    assert "  warning The migration as a whole [MS401]\n" in shown


def test_a_finding_may_be_short() -> None:
    short = replace(REVERSE_FINDING, why="", remedy="")
    shown = text(replace(SAMPLE, findings=(short,)))
    assert "\nwhy " not in shown
    assert "\ninstead " not in shown


def test_each_reason_is_told_once() -> None:
    again = replace(REVERSE_FINDING, operation=1, message="Another one.")
    shown = text(replace(SAMPLE, findings=(REVERSE_FINDING, again)))
    assert "Another one." in shown
    assert shown.count("Django raises IrreversibleError") == 1
    assert shown.count("--explain MS401") == 1


def test_the_gravest_finding_comes_first() -> None:
    turned = replace(SAMPLE, findings=tuple(reversed(SAMPLE.findings)))
    assert text(turned).index("\nerror ") < text(turned).index("\nwarning  RunSQL")


def test_an_unknown_may_have_no_sql() -> None:
    shown = text(replace(HEALTHY, unknown=(Unknown("people.0014_tag", "no class of ours"),)))
    assert shown.startswith("UNKNOWN: 1 unknown\n")
    assert "no class of ours\n" in shown


def test_rules_are_listed_with_their_number() -> None:
    shown = listed([RULE], Look())
    assert "MS101   error      CREATE INDEX blocks writes." in shown
    assert "1 rule. --explain RULE says more about one of them." in shown


def test_a_rule_is_explained_and_its_code_kept() -> None:
    shown = explained(RULE, Look())
    assert "It takes a lock and keeps it.\n\nOthers wait.\n" in shown
    assert "AddIndexConcurrently(\n    ...\n)\n" in shown


def test_a_rule_may_lack_parts() -> None:
    shown = explained(RULE | {"fine": "", "instead": ""}, Look())
    assert "When it is fine" not in shown
    assert "Instead" not in shown


def test_a_failed_check_is_a_danger_and_its_details_are_shown() -> None:
    check = Check(
        "Statements run", Status.FAILED, 1, "1 of 1 not", ("SELECT 1/0: division by zero",)
    )
    statement = Statement("SELECT 1/0", 0, 0, error="division by zero")
    step = replace(CREATE_MODEL, statements=(statement,))
    plan = Plan((Migration("people", "0014_tag", steps=(step,)),))
    shown = text(replace(HEALTHY, plan=plan, checks=(check,)))
    assert shown.startswith("DANGER: 1 check failed\n")
    assert "  failed  Create model Tag\n          fails: division by zero\n" in shown
    assert "failed   Statements run: 1 of 1 not (1 examined)\n           SELECT 1/0" in shown


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    for width in range(40, 101):
        shown = render(replace(SAMPLE, seconds=1.84), "text", Look(width=width))
        assert "in 1.8 s\n" in shown or "\n1.8 s\n" in shown
