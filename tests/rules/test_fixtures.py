"""Every rule finds what its fixture marks, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.rules.registry import all_rules
from migration_safety.rules.rule import Rule
from tests.rules.fixture import FOLDER, Fixture, found

RULES = {f"{each.family}/{each.name}": each for each in all_rules()}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_finds_the_marked_lines_and_no_other(rule: Rule) -> None:
    fixture = Fixture(FOLDER / rule.family / f"{rule.name}.py")
    assert fixture.lines(found(fixture.plan(), [rule])) == fixture.expected(rule.id)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_fixture_shows_the_danger_and_a_near_miss(rule: Rule) -> None:
    fixture = Fixture(FOLDER / rule.family / f"{rule.name}.py")
    steps = [step for migration in fixture.plan().migrations for step in migration.steps]
    dangerous = fixture.expected(rule.id)
    assert dangerous
    assert {step.source.line for step in steps} - dangerous


def test_every_fixture_belongs_to_a_rule() -> None:
    families = {each.family for each in all_rules()}
    stems = {
        f"{path.parent.name}/{path.stem}"
        for family in families
        for path in Path(FOLDER, family).glob("[a-z]*.py")
    }
    assert stems == set(RULES)


def test_ids_and_names_are_used_once() -> None:
    rules = all_rules()
    assert len({each.id for each in rules}) == len({each.name for each in rules}) == len(rules)
