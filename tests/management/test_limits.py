"""--limit: what may be set, and that the documentation has it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from migration_safety.errors import SelectionError
from migration_safety.flows.blue_green.running.limits import Limits
from migration_safety.management.options.run_arguments import limits
from tests.project import ROOT


def test_what_is_given_takes_the_place_of_the_usual() -> None:
    assert limits(["hold=0.5", "lag=10", "hold=3"]) == Limits(hold=3.0, lag=10)


@pytest.mark.parametrize(
    "given", ["hold", "hold=", "hold=soon", "hold=-1", "hold=nan", "hold=inf", "lag=0.5", "wait=1"]
)
def test_what_sets_no_limit_is_refused(given: str) -> None:
    with pytest.raises(SelectionError, match=f"--limit {given} sets no limit.*Write NAME=N"):
        limits([given])


def test_each_is_documented_with_its_usual_value() -> None:
    page = (ROOT / "docs" / "command-plan-blue-green.md").read_text("utf-8")
    lacking = [
        name
        for name, usual in asdict(Limits()).items()
        if f"| `{name}` | {usual:g}" not in page and f"| `{name}` | {usual}" not in page
    ]
    assert lacking == []
