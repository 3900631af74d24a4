"""What users see, letter by letter; `UPDATE_SNAPSHOTS=1 pytest` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migration_safety.core.report import Report
from migration_safety.reports.formats import render
from migration_safety.reports.look import Look
from tests.reports.sample import ACCEPTED, EMPTY, FILLED, HEALTHY, SAMPLE

FOLDER = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize(
    ("name", "report", "look"),
    [
        ("sample.txt", SAMPLE, Look()),
        ("sample-summary.txt", SAMPLE, Look(verbosity=0)),
        ("sample-statements.txt", SAMPLE, Look(verbosity=2)),
        ("sample-wide.txt", SAMPLE, Look(width=160)),
        ("sample-narrow.txt", SAMPLE, Look(width=50)),
        ("sample-colour.txt", SAMPLE, Look(colour=True)),
        ("healthy.txt", HEALTHY, Look()),
        ("accepted.txt", ACCEPTED, Look()),
        ("accepted-reasons.txt", ACCEPTED, Look(verbosity=2)),
        ("accepted.md", ACCEPTED, Look()),
        ("accepted.json", ACCEPTED, Look()),
        ("empty.txt", EMPTY, Look()),
        ("filled.txt", FILLED, Look()),
        ("filled.md", FILLED, Look()),
        ("sample.md", SAMPLE, Look()),
        ("healthy.md", HEALTHY, Look()),
        ("empty.md", EMPTY, Look()),
        ("sample.json", SAMPLE, Look()),
    ],
)
def test_a_report_looks_as_it_did(name: str, report: Report, look: Look) -> None:
    formats = {".txt": "text", ".md": "markdown", ".json": "json"}
    path = FOLDER / name
    text = render(report, formats[path.suffix], look)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
