"""What plan_blue_green writes: the same for the same input, checked by who reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from migration_safety.core.deployment.choice.option import Option
from migration_safety.core.deployment.deployment import Deploy, Deployment, Placed
from migration_safety.core.deployment.document import hashed
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Environment, Report
from migration_safety.flows.blue_green.order import ORDER, STEPS
from migration_safety.management.deployment_documents import documents
from migration_safety.reports.deployment import engine, stages
from tests.blue_green.planning.test_stored import FULL
from tests.project import ROOT

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SCHEMA = json.loads((ROOT / "docs" / "blue_green_strategy.schema.json").read_text("utf-8"))
HOSTILE = "$(touch owned) `touch owned` '; touch owned; # \n touch owned"
SHELLCHECK = shutil.which("shellcheck")
IN_PLACE = Deployment(
    strategy=Strategy.IN_PLACE,
    options=(Option(Strategy.IN_PLACE, works=True),),
    deploys=(
        Deploy("expand", ("shop.0002_age", "shop.0003_index")),
        Deploy("code", (), "the new release"),
        Deploy("contract", ("shop.0004_drop",)),
    ),
    operations=(
        Placed("shop", "0002_age", 0, "Add field age", "expand", "pre-deploy"),
        Placed("shop", "0003_index", 0, "Add index", "expand", "either", atomic=False),
        Placed("shop", "0004_drop", 0, "Remove field", "contract", "post-deploy"),
    ),
)
EVERY = {
    "in place": IN_PLACE,
    "edited first": replace(IN_PLACE, options=()),
    "hold": replace(FULL, strategy=Strategy.HOLD),
    "gate": FULL,
    "refuse": replace(IN_PLACE, strategy=Strategy.REFUSE, options=()),
    "hostile": replace(
        IN_PLACE, reasons=(HOSTILE,), deploys=(Deploy(HOSTILE, (f"shop.{HOSTILE}",), HOSTILE),)
    ),
}


def written(deployment: Deployment, alias: str = "default") -> dict[str, str]:
    """By name, of a report on that deployment."""
    told = Environment("3.11", "5.2", "0.1", alias, "postgresql", "18", "predicted")
    report = Report("plan_blue_green", "", told, None, deployment=hashed(deployment))  # type: ignore[arg-type]
    return documents(report, MOMENT)


@pytest.fixture(params=EVERY)
def deployment(request: pytest.FixtureRequest) -> Deployment:
    """One of each kind."""
    return EVERY[request.param]


def test_each_has_the_documents_that_it_needs() -> None:
    both = {"RUNBOOK.md", "blue_green_strategy_20261123T120000Z.json"}
    run = {*both, "deploy_blue_green_migration.sh", "environment.template"}
    assert {name: set(written(each)) for name, each in EVERY.items()} == {
        "in place": {*both, "deploy_blue_green_migration.sh"},
        "edited first": both,
        "hold": {*run, "pgbouncer.ini", "pgbouncer_databases.ini"},
        "gate": {*run, "nginx_http.conf", "nginx_server.conf"},
        "refuse": both,
        "hostile": {*both, "deploy_blue_green_migration.sh"},
    }


def test_the_same_input_makes_the_same_files(deployment: Deployment) -> None:
    assert written(deployment) == written(deployment)


def test_the_plan_keeps_to_its_schema(deployment: Deployment) -> None:
    plan = written(deployment)["blue_green_strategy_20261123T120000Z.json"]
    assert list(Draft202012Validator(SCHEMA).iter_errors(json.loads(plan))) == []


@pytest.mark.skipif(SHELLCHECK is None, reason="shellcheck: apt-get install shellcheck")
@pytest.mark.parametrize("name", ["in place", "hold", "gate"])
def test_the_script_is_clean(tmp_path: Path, name: str) -> None:
    script = tmp_path / "script.sh"
    script.write_text(written(EVERY[name])["deploy_blue_green_migration.sh"], "utf-8")
    done = subprocess.run([str(SHELLCHECK), script], capture_output=True, text=True, check=False)
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["hold", "gate"])
def test_a_dry_run_of_the_script_goes_through_every_step(tmp_path: Path, name: str) -> None:
    called = called_by(tmp_path, EVERY[name], "--dry-run", "--limit=hold=1")
    assert [line.split()[2] for line in called] == [each.name for each in stages.SWITCHING]
    assert all(line.endswith("--dry-run --limit=hold=1") for line in called)


def test_a_dry_run_in_place_asks_for_the_sql_alone(tmp_path: Path) -> None:
    assert called_by(tmp_path, IN_PLACE, "--dry-run") == [
        "sqlmigrate --database default shop 0002_age",
        "sqlmigrate --database default shop 0003_index",
        "sqlmigrate --database default shop 0004_drop",
    ]


def test_nothing_in_a_plan_is_run_by_the_shell(tmp_path: Path) -> None:
    called = called_by(tmp_path, EVERY["hostile"], "--unattended")
    assert called[0].startswith("migrate --database default shop $(touch owned)")
    assert not list(tmp_path.glob("**/owned"))


def test_options_may_stand_behind_the_command(tmp_path: Path) -> None:
    """A dry run of a rollback must not go back."""
    (called,) = called_by(tmp_path, FULL, "rollback", "--dry-run", "--limit=hold=1")
    assert "--rollback" in called
    assert called.endswith("--dry-run --limit=hold=1")


@pytest.mark.parametrize(
    ("name", "arguments", "status", "says"),
    [
        ("gate", ["abort", "now"], 2, "What is now? An option is written --name=value."),
        ("gate", ["-n"], 2, "There is no option -n."),
        ("gate", ["undo"], 2, "There is no command undo"),
        ("gate", ["contract"], 2, "contract wants your word: contract ms_"),
        ("gate", ["--help"], 0, "up to the watch on green"),
        ("in place", ["abort"], 2, "There is no command abort"),
        ("in place", ["--resume"], 2, "There is no option --resume."),
        ("in place", ["--help"], 0, "Every step may be run again"),
    ],
)
def test_what_the_script_does_not_know_does_nothing(
    tmp_path: Path, name: str, arguments: list[str], status: int, says: str
) -> None:
    assert called_by(tmp_path, EVERY[name], *arguments, status=status, says=says) == []


def test_without_anybody_to_answer_it_stops_before_the_question(tmp_path: Path) -> None:
    says = "Nobody answers: --unattended asks nothing.\nStopped: nothing of this step was done."
    called = called_by(tmp_path, FULL, status=1, says=says)
    assert [line.split()[2] for line in called][-1] == "validated"


def test_blue_is_the_database_that_was_planned_for() -> None:
    both = [written(each, "other") for each in (FULL, IN_PLACE)]
    run, in_place = (each["deploy_blue_green_migration.sh"] for each in both)
    assert run.count("plan_blue_green --database other ") == 2
    assert "alias=other\n" in in_place
    assert (
        "--run switch --plan blue_green_strategy_20261123T120000Z.json --database other`"
        in (both[0]["RUNBOOK.md"])
    )
    assert "migrate shop 0002_age --database other`" in both[1]["RUNBOOK.md"]


@pytest.mark.parametrize(
    ("error", "calls", "status"),
    [("psycopg.errors.LockNotAvailable: canceling", 2, 0), ("IntegrityError: null", 1, 1)],
)
def test_in_place_a_lock_is_tried_again_and_nothing_else(
    tmp_path: Path, error: str, calls: int, status: int
) -> None:
    fails_once = f'test "$(wc -l <{tmp_path}/log)" != 1 || {{ echo "{error}" >&2; exit 1; }}'
    (tmp_path / "sleep").write_text("#!/bin/sh\n", "utf-8")
    (tmp_path / "sleep").chmod(0o755)
    one = replace(IN_PLACE, deploys=(Deploy("expand", ("shop.0002_age",)),))
    says = "Attempt 1 of 5: a lock was not had in time" if calls == 2 else error
    called = called_by(tmp_path, one, status=status, says=says, manage=fails_once)
    assert called == ["migrate --database default shop 0002_age"] * calls


def called_by(
    folder: Path,
    deployment: Deployment,
    *arguments: str,
    status: int = 0,
    says: str = "",
    manage: str = "",
) -> list[str]:
    """What the script calls Django with."""
    script, log = folder / "script.sh", folder / "log"
    log.touch()
    script.write_text(written(deployment)["deploy_blue_green_migration.sh"], "utf-8")
    (folder / "manage").write_text(f'#!/bin/sh\necho "$@" >>{log}\n{manage}\n', "utf-8")
    (folder / "manage").chmod(0o755)
    done = subprocess.run(
        ["bash", script, *arguments],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin", "MIGRATION_SAFETY_MANAGE": str(folder / "manage")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert says in done.stdout + done.stderr
    return log.read_text("utf-8").splitlines()


def test_every_value_of_the_templates_passes_a_filter() -> None:
    folder = Path(engine.__file__).parents[1] / "templates" / "deployment"
    texts = [path.read_text("utf-8") for path in folder.iterdir()]
    values = [part.split("}}")[0] for text in texts for part in text.split("{{")[1:]]
    assert values
    assert [value for value in values if "|" not in value] == []


def test_the_stages_of_the_script_are_the_states_of_a_run() -> None:
    states = [name for each in stages.STAGES for name in STEPS.get(each.name, (each.name,))]
    assert states == [each.name for each in ORDER]


def test_the_runbook_tells_each_step_who_does_it_and_how_to_go_back() -> None:
    runbook = written(FULL)["RUNBOOK.md"]
    assert [name for each in stages.STAGES if f"--run {(name := each.name)}" not in runbook] == []
    assert runbook.count("- Who: ") == runbook.count("- If not: ") == len(stages.STAGES)
