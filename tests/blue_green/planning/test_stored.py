"""The file of a plan: what is written comes back, and what was edited does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migration_safety.core.deployment.choice.budget import Budget
from migration_safety.core.deployment.deployment import Deploy, Deployment, Placed
from migration_safety.core.deployment.document import hashed
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.errors import PlanError
from migration_safety.flows.blue_green.planning.stored import read_deployment
from migration_safety.reading.graph.revision import revision
from migration_safety.reports.deployment.strategy import render

SHIM = Shim("green", Moment.BEFORE_COPY, "people_person", "SELECT 1", "SELECT 2", "why")
VERDICT = Verdict(Direction.FORWARD, Fate.SILENT, "people_person", ("name",), "S5", shims=(SHIM,))
FULL = Deployment(
    strategy=Strategy.GATE,
    reasons=("the old code breaks",),
    origins=(("people", "0001_initial"),),
    targets=(("people", "0002_name"),),
    operations=(Placed("people", "0002_name", 0, "Add field", "expand", "neither", (VERDICT,)),),
    deploys=(Deploy("expand", ("people.0002_name",), "the new release"),),
    published=(Published("public", "people_person", ("id",), ("id",)),),
    left_out=(("django_migrations", "each side has its own"),),
    shims=(SHIM,),
    budgets=(Budget("copy", "s", 1.0, None, None, "measured"),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of a plan of the migrations on disk."""
    written = tmp_path / "plan.json"
    written.write_text(render(hashed(replace(FULL, revision=revision()))), "utf-8")
    return written


def test_a_written_plan_comes_back_as_it_was(path: Path) -> None:
    assert read_deployment(path) == hashed(replace(FULL, revision=revision()))


def test_an_edited_plan_is_refused(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("SELECT 1", "SELECT 9"), "utf-8")
    with pytest.raises(PlanError, match="was edited: its content does not fit its hash"):
        read_deployment(path)


def test_a_plan_of_other_migrations_is_refused(path: Path) -> None:
    path.write_text(render(hashed(replace(FULL, revision="0" * 64))), "utf-8")
    with pytest.raises(PlanError, match="made of other migrations than those on disk now"):
        read_deployment(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "is no plan: it is not of the schema"),
        ('{"schema": "migration-safety-deployment/1"}', "is no plan of this version"),
        (
            '{"schema": "migration-safety-deployment/1", "deployment": {}}',
            "does not have the fields",
        ),
    ],
)
def test_what_is_no_plan_is_refused_with_what_it_is(path: Path, text: str, says: str) -> None:
    path.write_text(text, "utf-8")
    with pytest.raises(PlanError, match=says):
        read_deployment(path)


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read: No such file or directory"):
        read_deployment(tmp_path / "none.json")


def test_the_hash_covers_every_word() -> None:
    others = (
        replace(FULL, reasons=()),
        replace(FULL, shims=()),
        replace(FULL, operations=(replace(FULL.operations[0], verdicts=()),)),
    )
    assert len({hashed(each).digest for each in (FULL, *others)}) == 4
