"""Sizes in findings: the sentence names them, and only a proof takes weight away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import migrations, models

from migration_safety.core.finding import Finding, Severity
from migration_safety.core.plan import Plan
from migration_safety.core.price.size import Size, Sizes
from migration_safety.core.price.sized import sized
from migration_safety.rules.registry import chosen
from tests.rules.fixture import found, planned

INDEX = models.Index(fields=["name"], name="person_name")


def plan(rows: int | None, small: int) -> Plan:
    """An index on a table of so many rows."""
    migration = migrations.Migration("0009_small", "people")
    migration.operations = [
        migrations.AddIndex("person", INDEX),
        migrations.RemoveField("person", "notes"),
    ]
    sizes = Sizes({"people_person": Size(rows, 8192)}, "production.json")
    return replace(sized(planned([migration]), sizes), small=small)


def finding(rule: str, rows: int | None, small: int) -> Finding:
    (one,) = found(plan(rows, small), chosen((rule,), ()))
    return one


def test_a_table_that_is_proven_small_weighs_less_and_the_proof_is_named() -> None:
    one = finding("MS101", 200, 1000)
    assert one.severity is Severity.WARNING
    assert "people_person (200 rows, 8 kB)" in one.message
    assert one.message.endswith("Small: at most 1,000 rows (SMALL_TABLE_ROWS) by production.json.")


@pytest.mark.parametrize(("rows", "small"), [(200, 0), (1001, 1000), (None, 1000), (0, 1000)])
def test_without_the_proof_nothing_weighs_less(rows: int | None, small: int) -> None:
    assert finding("MS101", rows, small).severity is Severity.ERROR


def test_what_breaks_on_a_small_table_too_weighs_the_same() -> None:
    assert finding("drop_column", 200, 1000).severity is Severity.ERROR
