"""check_migration_safety with a real PostgreSQL: what is applied, and what is observed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from civicpulse.database import from_url
from tests.project import ROOT, Project, migration, project

INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),'
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Project:
    """A project whose second migration blocks writes; its database is empty."""
    return project(tmp_path, {"0002_index": migration(INDEX)}, database=from_url(database_url))


def test_what_is_applied_is_not_checked_again(shop: Project) -> None:
    assert shop.run("migrate", "shop", "0001").returncode == 0
    done = shop.check("--unapplied", "--format", "json")
    assert [each["name"] for each in json.loads(done.stdout)["migrations"]] == ["0002_index"]


def test_nothing_to_check_is_no_pass(shop: Project) -> None:
    assert shop.run("migrate").returncode == 0
    done = shop.check("--unapplied")
    assert done.returncode == 2
    assert done.stdout.startswith("Nothing to check")
    assert "--allow-empty" in done.stderr
    assert shop.check("--unapplied", "--allow-empty").returncode == 0


@pytest.mark.parametrize("witness", ["predicted", "observed"])
def test_real_reports_keep_to_the_schema(shop: Project, database_url: str, witness: str) -> None:
    observe = ["--observe", "--sandbox", database_url] if witness == "observed" else []
    done = shop.check("--format", "json", "--all", *observe)
    report = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(report)
    assert report["environment"]["database"]["witness"] in (witness, "both")
    assert [each["rule"] for each in report["findings"]] == ["MS101"]
    assert done.returncode == 1


def test_a_migration_that_fails_on_the_sandbox_fails_the_run(
    tmp_path: Path, database_url: str
) -> None:
    failing = migration('migrations.RunSQL("SELECT 1/0", migrations.RunSQL.noop),')
    done = project(tmp_path, {"0002_failing": failing}).check(
        "--observe", "--sandbox", database_url
    )
    assert done.returncode == 1
    assert "division by zero" in done.stdout
    assert "Evidence: predicted, and observed on PostgreSQL" in done.stdout
