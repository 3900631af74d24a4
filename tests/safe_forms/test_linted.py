"""The forms that the rules recommend are left alone by all rules about locks and rewrites."""

from __future__ import annotations

import pytest

from migration_safety.core.finding import Severity
from migration_safety.rules.registry import all_rules
from tests.rules.fixture import found, migrations_of, planned
from tests.safe_forms import forms, larger

RULES = [each for each in all_rules() if each.id[:3] in ("MS1", "MS2")]
PLAN = planned([*migrations_of(forms), *migrations_of(larger)])


@pytest.mark.parametrize("migration", PLAN.migrations, ids=str)
def test_a_safe_form_is_left_alone(migration: object) -> None:
    assert not [
        (each.rule, each.message)
        for each in found(PLAN, RULES)
        if f"{each.app}.{each.migration}" == str(migration) and each.severity > Severity.INFO
    ]


def test_every_statement_of_the_safe_forms_is_known() -> None:
    statements = [each for migration in PLAN.migrations for each in migration.statements()]
    assert statements
    assert not [each.unknown or each.error for each in statements if each.unknown or each.error]
