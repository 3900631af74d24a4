"""The JSON report keeps the promise that docs/report.schema.json makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from migration_safety.core.report import Report
from migration_safety.reports.document.document import document, render
from migration_safety.reports.look import Look
from tests.reports.sample import ACCEPTED, EMPTY, FILLED, HEALTHY, SAMPLE

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("report", [SAMPLE, ACCEPTED, HEALTHY, EMPTY, FILLED])
def test_reports_are_valid(report: Report) -> None:
    VALIDATOR.validate(json.loads(render(report, Look())))


@pytest.mark.parametrize("key", sorted(SCHEMA["required"]))
def test_every_key_is_required(key: str) -> None:
    lacking = {name: value for name, value in document(SAMPLE).items() if name != key}
    with pytest.raises(ValidationError, match=key):
        VALIDATOR.validate(lacking)


def test_every_key_is_described() -> None:
    assert set(document(SAMPLE)) == set(SCHEMA["properties"])


def test_the_score_follows_its_formula() -> None:
    # 100 - 25 for one error - 5 for one warning - 5 for one unknown
    assert document(SAMPLE)["score"] == 65


def test_any_reader_can_decode_it() -> None:
    assert render(SAMPLE, Look()).isascii()
