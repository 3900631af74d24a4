"""A remedy in Python is read without riddle, is clean, and does what it says on a server."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from django.db import migrations

from migration_safety.core.finding import Finding
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Selection
from migration_safety.rules.registry import all_rules, rule_named
from tests.plugins.servers import Server
from tests.rules import baseline
from tests.rules.fixture import FOLDER, Fixture, found, planned

DATA = [each for each in all_rules() if each.id[:3] in ("MS5", "MS6")]


def first(rule: str) -> Finding:
    """The first finding of a rule in its own fixture that is about Python."""
    fixture = Fixture(FOLDER / "data" / f"{rule_named(rule).name}.py")
    findings = found(fixture.plan(), [rule_named(rule)])
    return next(each for each in findings if "line " in each.message)


def written(finding: Finding, folder: Path) -> migrations.Migration:
    """The remedy as a module of its own, as people would paste it."""
    path = folder / "remedy.py"
    path.write_text(finding.remedy, "utf-8")
    spec = importlib.util.spec_from_file_location("remedy", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: migrations.Migration = module.Migration("Remedy", "people")
    return made


@pytest.mark.parametrize("rule", ["MS502", "MS505"])
def test_a_remedy_is_read_in_full_and_clean(rule: str, tmp_path: Path) -> None:
    plan = planned([written(first(rule), tmp_path)])

    assert plan.migrations[0].steps[0].read
    assert found(plan, DATA) == ()


def insert(apps: Any, schema_editor: Any) -> None:
    tenant = apps.get_model("people", "Tenant").objects.create(name="a", slug="a")
    Person = apps.get_model("people", "Person")
    people = (Person(tenant=tenant, code=str(number), age=7) for number in range(2500))
    Person.objects.bulk_create(people)


def check(apps: Any, schema_editor: Any) -> None:
    changed = apps.get_model("people", "Person").objects.filter(age=0).count()
    assert changed == 2500


def migration(name: str, function: Any) -> migrations.Migration:
    made = migrations.Migration(name, "people")
    made.operations = [migrations.RunPython(function)]
    return made


@pytest.mark.parametrize("rule", ["MS502", "MS505"])
def test_a_remedy_changes_every_row(
    rule: str, tmp_path: Path, newest: Server, reachable: None
) -> None:
    every = (
        baseline.Migration("Baseline", "people"),
        migration("Insert", insert),
        written(first(rule), tmp_path),
        migration("Check", check),
    )
    selected = frozenset({("people", "Remedy"), ("people", "Check")})
    selection = Selection(every, selected, None, frozenset())
    seen = observe(selection, alias="default", sandbox=newest.url(), version=newest.version)

    assert not seen.outcome.unobserved
    assert ("people", "Check") in seen.outcome.seconds
