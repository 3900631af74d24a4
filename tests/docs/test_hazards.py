"""The table of hazards is whole, names what exists, and claims of safe forms what is proven."""

from __future__ import annotations

import re
from pathlib import Path

from migration_safety.rules.registry import REPLICATION, TRIALS, all_rules
from tests.safe_forms.remedies import proof

DOCS = Path(__file__).parents[2] / "docs"
RULE = re.compile(r"MS\d{3}")
# How many rows each part of the study has; advice (J) stands together.
PARTS = {"A": 17, "B": 7, "C": 16, "D": 24, "E": 18, "F": 21, "G": 20, "H": 14, "I": 21}
PARTS |= {"K": 16, "L": 4}
ELSEWHERE = {
    "MS315",  # told with release compatibility
    "MS514",  # of a migration that reaches outside the database, which the study has no row for
    *("MS730", "MS731", "MS732", "MS733"),  # suppressions
}


def rows() -> list[list[str]]:
    lines = (DOCS / "accuracy.md").read_text("utf-8").splitlines()
    table = lines[lines.index("| row | hazard | named by | safe form |") + 2 :]
    return [line.strip("| ").split(" | ") for line in table[: table.index("")]]


def test_every_hazard_has_a_row() -> None:
    names = [row for row, *_ in rows() if row != "J"]
    wanted = [f"{part}{number}" for part, most in PARTS.items() for number in range(1, most + 1)]
    assert names == wanted


def test_each_rule_of_the_table_exists() -> None:
    named = {rule for _, _, by, _ in rows() for rule in RULE.findall(by)}
    assert named <= {each.id for each in all_rules()}


def test_each_check_of_the_table_exists() -> None:
    named = {check for _, _, by, _ in rows() for check in re.findall(r'checklist "([^"]+)"', by)}
    checklist = (DOCS / "checklist.md").read_text("utf-8")
    assert named
    assert not [each for each in named if f"\n| {each} |" not in checklist]


def test_a_safe_form_is_proven_as_far_as_the_table_says() -> None:
    told = {row: (RULE.findall(by), form) for row, _, by, form in rows() if form != "-"}
    assert {row: form for row, (_, form) in told.items()} == {
        row: proof(rules[0]) for row, (rules, _) in told.items()
    }


def test_every_rule_stands_in_the_table() -> None:
    told = {rule for _, _, by, _ in rows() for rule in RULE.findall(by)}
    static = {each.id for each in all_rules() if each.family not in (*TRIALS, *REPLICATION)}
    assert static - told == ELSEWHERE
