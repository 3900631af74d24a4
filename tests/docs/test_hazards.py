"""The table of hazards names rules that exist, and every rule about a migration's statements."""

from __future__ import annotations

import re
from pathlib import Path

from migration_safety.rules.registry import all_rules

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
ELSEWHERE = {
    *("MS315", "MS708"),  # told with release compatibility, and with part K
    *("MS730", "MS731", "MS732", "MS733"),  # suppressions
}


def rows() -> list[list[str]]:
    lines = PAGE.read_text("utf-8").splitlines()
    table = lines[lines.index("| row | hazard | named by | safe form |") + 2 :]
    return [line.strip("| ").split(" | ") for line in table[: table.index("")]]


def test_each_rule_of_the_table_exists() -> None:
    named = {rule for _, _, by, _ in rows() for rule in re.findall(r"MS\d{3}", by)}
    assert len(rows()) > 120
    assert named <= {each.id for each in all_rules()}


def test_a_safe_form_is_that_of_a_rule() -> None:
    assert all("MS" in by for _, _, by, form in rows() if form == "yes")


def test_every_rule_about_statements_stands_in_the_table() -> None:
    own = {each.id for each in all_rules() if each.family not in ("data", "sqlite")}
    told = set(re.findall(r"MS\d{3}", " ".join(by for _, _, by, _ in rows())))
    spans = {f"MS{number}" for number in (*range(501, 516), *range(611, 615), *range(230, 233))}
    assert own - told - spans - ELSEWHERE == set()
