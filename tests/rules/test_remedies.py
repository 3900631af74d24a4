"""What a finding tells people to paste is Python, and clean under the same rules."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from django.contrib.postgres import operations as postgres_operations
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.finding import Finding, Severity
from migration_safety.rules.registry import all_rules
from tests.rules.fixture import FOLDER, Fixture, found, planned

RULES = all_rules()


def cases() -> list[Any]:
    """Every finding of every rule in its own fixture."""
    fixtures = ((rule, Fixture(FOLDER / rule.family / f"{rule.name}.py")) for rule in RULES)
    return [
        pytest.param(fixture, finding, id=f"{rule.id}-{finding.source.line}")
        for rule, fixture in fixtures
        for finding in found(fixture.plan(), [rule])
    ]


CASES = cases()

# MS110 moves the operation as it is: MS104 tells of a foreign key that is then left.
# MS305 drops, in a later release, the view that has stood in for the table.
# MS708 makes a change that was lost, with all that it costs.
ALLOWED = {
    "MS110": frozenset({"MS104"}),
    "MS305": frozenset({"MS303"}),
    "MS708": frozenset({"MS102"}),
}


@pytest.mark.parametrize(("fixture", "finding"), CASES)
def test_a_remedy_is_python_without_placeholders(fixture: Fixture, finding: Finding) -> None:
    ast.parse(finding.remedy)
    assert not placeholders(finding.remedy)


@pytest.mark.parametrize(("fixture", "finding"), CASES)
def test_a_remedy_brings_no_danger_of_its_own(fixture: Fixture, finding: Finding) -> None:
    if "..." in finding.remedy:
        pytest.skip("names something that only its reader knows")
    before, after = state_before(fixture, finding), remedy_of(fixture, finding)
    names = {each.name for each in after}
    known = ALLOWED.get(finding.rule, frozenset()) | dangers_of(fixture, finding)
    assert not [
        (each.rule, each.message)
        for each in found(planned([*before, *after]), all_rules())
        if each.migration in names
        and each.severity > Severity.INFO
        and (each.rule == finding.rule or each.rule not in known)
    ]


def dangers_of(fixture: Fixture, finding: Finding) -> frozenset[str]:
    """The rules that the operation breaks as it is written; each has a remedy of its own."""
    place = (finding.migration, finding.operation)
    every = found(fixture.plan(), all_rules())
    return frozenset(each.rule for each in every if (each.migration, each.operation) == place)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def state_before(fixture: Fixture, finding: Finding) -> list[migrations.Migration]:
    """The migrations before it, and the operations before it in its own."""
    every = fixture.migrations()
    position = next(i for i, each in enumerate(every) if each.name == finding.migration)
    own = every[position]
    own.operations = own.operations[: max(finding.operation, 0)]
    return every[: position + 1]


def remedy_of(fixture: Fixture, finding: Finding) -> list[migrations.Migration]:
    """A migration for each class, each list of operations, and each operation by itself."""
    names: dict[str, Any] = {
        **vars(postgres_operations),
        "migrations": migrations,
        "models": models,
        **vars(fixture.module()),
    }
    made: list[migrations.Migration] = []
    for node in ast.parse(finding.remedy).body:
        if isinstance(node, ast.Expr):
            value = eval(compile(ast.Expression(node.value), "remedy", "eval"), names)
            made += [migration(len(made), [value])] if isinstance(value, Operation) else []
            continue
        names.pop("operations", None), names.pop("Migration", None)
        exec(compile(ast.Module([node], []), "remedy", "exec"), names)
        if "Migration" in names:
            made.append(migration(len(made), **vars(names["Migration"])))
        elif "operations" in names:
            made.append(migration(len(made), names["operations"]))
    return made


def migration(
    number: int, operations: list[Operation], atomic: bool = True, **others: Any
) -> migrations.Migration:
    made = migrations.Migration(f"Remedy{number}", "people")
    made.operations, made.atomic = operations, atomic
    return made
