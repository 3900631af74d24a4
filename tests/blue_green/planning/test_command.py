"""plan_blue_green as a user runs it: documents, exit status, and what it refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
import pytest
from django.core.management import CommandError, call_command

from migration_safety.proxies.running.installed import missing
from tests.blue_green.planning.conftest import Shop, planned
from tests.project import ROOT, Project, migration, project

NULLABLE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
REQUIRED = 'migrations.AddField("item", "age", models.IntegerField(default=0)),'


def refused(made: Project, *arguments: str) -> str:
    """The one line of a run that ends with status 2."""
    done = made.run("plan_blue_green", *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    return done.stderr.strip()


def test_it_writes_the_documents_and_the_plan_is_the_one_in_the_report(shop: Shop) -> None:
    made = planned(shop.with_pending(NULLABLE), "--output-dir", "documents")
    (plan,) = (shop.folder / "documents").glob("blue_green_strategy_*.json")
    assert json.loads(plan.read_text("utf-8"))["deployment"] == made
    assert os.access(shop.folder / "documents" / "deploy_blue_green_migration.sh", os.X_OK)


def test_the_script_in_place_ends_in_the_schema_of_all_migrations(shop: Shop) -> None:
    shopping = shop.with_pending(NULLABLE)
    planned(shopping, "--output-dir", "documents")
    assert shop.script("--unattended").returncode == 0
    assert shopping.run("migrate", "--check").returncode == 0


def test_documents_are_written_for_what_has_to_be_edited_first_but_no_script(shop: Shop) -> None:
    planned(shop.with_pending(REQUIRED), "--output-dir", "documents", status=1)
    assert "## First: edit, then plan again" in text(shop.folder / "documents" / "RUNBOOK.md")
    assert not (shop.folder / "documents" / "deploy_blue_green_migration.sh").exists()


def test_a_sandbox_proves_the_compatibility(shop: Shop) -> None:
    done = shop.with_pending(NULLABLE).run("plan_blue_green", "--observe", "--format", "json")
    report = json.loads(done.stdout)
    (proof,) = (each for each in report["checks"] if "sandbox" in each["name"])
    assert (report["verdict"], proof["status"]) == ("safe", "passed")


def test_a_plan_that_blue_has_overtaken_is_not_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column that blue got meanwhile would not be sent, and nobody would be told."""
    shopping = shop.with_pending(NULLABLE)
    planned(shopping, "--strategy", "gate", "--output-dir", "documents")
    assert shopping.run("migrate", "shop").returncode == 0
    (plan,) = (shop.folder / "documents").glob("blue_green_strategy_*.json")
    for side in ("BLUE", "GREEN"):
        monkeypatch.setenv(f"MIGRATION_SAFETY_{side}", shop.url)
    done = shopping.run("plan_blue_green", "--run", "preflight", "--plan", str(plan))
    assert done.returncode == 2
    assert "Blue has shop.0002_pending already, which the plan applies to green." in done.stderr


def test_evidence_of_a_trial_tells_what_the_contract_deploy_loses(shop: Shop) -> None:
    shopping = shop.with_pending(NULLABLE, 'migrations.RemoveField("item", "age"),')
    assert shopping.run("migrate", "shop", "0002").returncode == 0
    trial = {"app": "shop", "name": "0003_pending", "trial": {"reversibility": "lossy"}}
    report = {
        "schema": "migration-safety-report/1",
        "command": "test_rollback",
        "migrations": [trial],
    }
    (shop.folder / "trial.json").write_text(json.dumps(report), "utf-8")
    made = planned(shopping, "--evidence", "trial.json")
    assert made["debts"] == ["shop.0003_pending: lossy (tried by test_rollback)"]


def test_a_rehearsal_tells_how_long_the_switch_takes(shop: Shop) -> None:
    turns = [{"pause": 0.2}, {"pause": 0.15}]
    report = {
        "schema": "migration-safety-report/1",
        "command": "plan_blue_green",
        "migrations": [],
        "rehearsal": {"strategy": "hold", "turns": turns},
    }
    (shop.folder / "rehearsal.json").write_text(json.dumps(report), "utf-8")
    shopping = shop.with_pending(NULLABLE)
    made = planned(shopping, "--strategy", "hold", "--evidence", "rehearsal.json")
    (pause, *_) = made["budgets"]
    assert (pause["low"], pause["high"], pause["limit"]) == (0.15, 0.2, 1.0)


@pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")
def test_a_release_for_one_database_is_not_rehearsed(shop: Shop) -> None:
    done = shop.with_pending(NULLABLE).run("plan_blue_green", "--rehearse")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no switch to rehearse" in done.stderr


def test_nothing_pending_is_nothing_to_plan(shop: Shop) -> None:
    done = shop.with_pending().run("plan_blue_green")
    assert done.returncode == 2
    assert "there is nothing to plan" in " ".join(done.stdout.split())


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    shopping = project(tmp_path, {"0002_age": migration(NULLABLE)})
    assert "The database 'default' cannot be reached" in refused(shopping)


def test_a_server_that_cannot_publish_columns_is_not_planned_for(shop: Shop) -> None:
    shopping = shop.with_pending(NULLABLE)
    with (shop.folder / "settings.py").open("a") as settings:
        settings.write(
            "from django.db.backends.postgresql.base import DatabaseWrapper\n"
            "DatabaseWrapper.pg_version = 140018\n"
        )
    # Since 6.1 Django itself refuses it.
    said = "The server of 'default' is PostgreSQL 14. Deployments are"
    if django.VERSION >= (6, 1):
        said = "PostgreSQL 15 or later is required (found 14.18)"
    assert said in refused(shopping)


def test_what_is_not_complete_is_not_planned(shop: Shop) -> None:
    shopping = shop.with_pending(NULLABLE, 'migrations.RemoveField("item", "age"),')
    assert refused(shopping, "shop", "0003") == (
        "CommandError: shop.0003_pending depends on shop.0002_pending, which is neither applied"
        " nor selected. Plan all that is pending: leave out the names."
    )
    assert refused(shopping, "shop", "0001").startswith(
        "CommandError: shop.0001_initial is applied to 'default' already."
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--strategy", "gates"], "There is no strategy 'gates'. Did you mean 'gate'?"),
        (["--pause", "soon"], "--pause may not be 'soon'."),
        (["--evidence", "README.md"], "'README.md' is no JSON"),
        (["--output-dir", "README.md"], "Cannot write into 'README.md'"),
        (["--plan", "plan.json"], "--plan names a plan, but not what to do with it."),
        (["--dry-run"], "--dry-run goes with a plan that is run. Give --plan FILE and one of"),
        (["--limit", "hold=1"], "--limit goes with a plan that is run."),
        (["--status", "--plan", "a", "--rehearse"], "--status and --rehearse exclude each other."),
        (["--resume", "--plan", "a", "--output-dir", "b"], "--resume and --output-dir exclude"),
        (["--rehearse", "--output-dir", "b"], "--output-dir does not go with --rehearse"),
    ],
)
def test_misuse_is_told_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(CommandError) as error:
        call_command("plan_blue_green", *arguments)
    assert (says in str(error.value), error.value.returncode) == (True, 2)


def text(path: Path) -> str:
    return path.read_text("utf-8")
