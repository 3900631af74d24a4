"""check_migration_safety as a process: what it answers, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.project import Project, migration, project

CODE = 'migrations.AddField("item", "code", models.CharField(max_length=9, null=True)),'
INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),'
SAFE = {"0002_code": migration(CODE)}
DANGEROUS = {"0002_index": migration(INDEX)}


@pytest.fixture
def safe(tmp_path: Path) -> Project:
    """One new column that may be NULL; no database answers."""
    return project(tmp_path, SAFE)


@pytest.fixture
def dangerous(tmp_path: Path) -> Project:
    """An index that blocks writes while it is built; no database answers."""
    return project(tmp_path, DANGEROUS)


def test_a_safe_history_ends_with_0_and_says_what_was_examined(safe: Project) -> None:
    done = safe.check()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("SAFE")
    assert "2 migrations, 2 operations" in done.stdout


def test_a_danger_ends_with_1_and_says_why_on_standard_error(dangerous: Project) -> None:
    done = dangerous.check()
    assert done.returncode == 1
    assert done.stderr == "VerdictFailed: 1 error (--fail-on error)\n"
    assert "MS101" in done.stdout
    assert "shop/migrations/0002_index.py:8" in done.stdout


def test_json_on_standard_output_and_markdown_in_a_file(dangerous: Project) -> None:
    done = dangerous.check("--format", "json", "--output", "report.md", "--fail-on", "never")
    assert done.returncode == 0
    assert json.loads(done.stdout)["findings"][0]["rule"] == "MS101"
    assert "MS101" in (dangerous.folder / "report.md").read_text(encoding="utf-8")


def test_a_rule_can_be_left_out(dangerous: Project) -> None:
    assert dangerous.check("--skip", "MS101").returncode == 0


def test_one_migration_can_be_asked_about(safe: Project) -> None:
    done = safe.check("shop", "0002", "--format", "json")
    assert [each["name"] for each in json.loads(done.stdout)["migrations"]] == ["0002_code"]


def test_no_password_is_told(safe: Project) -> None:
    done = safe.check("-v", "3", "--format", "json")
    assert "correct horse" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["shp"], "no app 'shp'. Did you mean 'shop'?"),
        (["shop", "0003"], "no migration '0003'"),
        (["--database", "defult"], "no database 'defult'"),
        (["--only", "creat_index"], "no rule 'creat_index'. Did you mean 'create_index'?"),
        (["--skip", "nonsense"], "no rule 'nonsense'. --list-rules names them all.\n"),
        (["--format", "markdwn"], "no format 'markdwn'. Did you mean 'markdown'?"),
        (["--output", "missing/report.json"], "does not exist. mkdir -p missing"),
        (["--output", "report.jsn"], "Did you mean '.json'?"),
        (["--fail-on", "warnings"], "Did you mean 'warning'?"),
        (["--since", "nonsense"], "CommandError: "),
        (["--unapplied"], "The database 'default' cannot be reached"),
        (["--observe", "--sandbox", "none"], "--observe needs a sandbox"),
        (
            ["--observe", "--sandbox", "postgresql://me:secret@127.0.0.1:1/x"],
            "No PostgreSQL answers",
        ),
        (["--observe", "--sandbox", ""], "--sandbox names no sandbox"),
        (["--fail-on", ""], "--fail-on may not be ''"),
        (["--output", f"{'x' * 300}.json"], "File name too long. Name another file."),
        (["--since", ""], "--since names no commit"),
        (["--since", "HEAD", "--all"], "--all and --since exclude each other"),
        (["shop", "0002", "--since", "HEAD"], "--since and a migration by name exclude"),
        (["--explain", "creat_index"], "no rule 'creat_index'. Did you mean 'create_index'?"),
    ],
)
def test_misuse_is_one_line_and_status_2(safe: Project, arguments: list[str], says: str) -> None:
    before = sorted(safe.folder.rglob("*"))
    done = safe.check(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
    assert sorted(safe.folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("0003_broken", "def (", "invalid syntax"),
        ("0003_broken", "import nonsense", "No module named 'nonsense'"),
        ("0003_broken", "1 / 0", "ZeroDivisionError: division by zero"),
        ("0003_broken", "raise SystemExit", "A migration cannot be imported: SystemExit"),
        ("0003_broken", "", "0003_broken in app shop has no Migration class. Mend the migration"),
        (
            "0003_lost",
            migration(CODE.replace("item", "itm"), after="0002_code"),
            "shop.0003_lost: AddField does not fit the models before it",
        ),
    ],
)
def test_migrations_that_cannot_be_loaded(tmp_path: Path, name: str, text: str, says: str) -> None:
    done = project(tmp_path, SAFE | {name: text}).check("--output", "report.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "report.json").exists()


WILFUL = """
from django.db import migrations
from django.db.migrations.operations.base import Operation


class Wilful(Operation):
    def state_forwards(self, app_label, state):
        print("a migration that talks")

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        {}


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [Wilful()]
"""


def test_migrations_that_print_do_not_print_into_the_report(tmp_path: Path) -> None:
    done = project(tmp_path, {"0002_wilful": WILFUL.format("pass")}).check("--format", "json")
    assert len(json.loads(done.stdout)["migrations"]) == 2
    assert "a migration that talks" in done.stderr


def test_a_migration_that_exits_is_no_pass(tmp_path: Path) -> None:
    done = project(tmp_path, {"0002_wilful": WILFUL.format("raise SystemExit(0)")}).check()
    assert (done.returncode, done.stdout) == (2, "")
    assert "ended the command with sys.exit()" in done.stderr


def test_a_wrong_setting_is_misuse(tmp_path: Path) -> None:
    done = project(tmp_path, SAFE, safety={"SANDBX": "none"}).check()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean 'SANDBOX'?" in done.stderr


def test_traceback_shows_the_cause_and_keeps_the_status(safe: Project) -> None:
    done = safe.check("shp", "--traceback")
    assert (done.returncode, done.stdout) == (2, "")
    assert "SelectionError" in done.stderr


def test_rules_are_listed_as_a_table_and_as_json(safe: Project) -> None:
    assert "MS101" in safe.check("--list-rules").stdout
    pages = json.loads(safe.check("--list-rules", "--format", "json").stdout)
    assert [page["rule"] for page in pages] == sorted(page["rule"] for page in pages)


def test_a_rule_is_explained(safe: Project) -> None:
    done = safe.check("--explain", "MS101")
    assert done.returncode == 0
    assert "What happens" in done.stdout
    assert "Instead" in done.stdout


def test_help_needs_no_valid_settings(tmp_path: Path) -> None:
    done = project(tmp_path, SAFE, safety={"nonsense": 1}).check("--help")
    assert done.returncode == 0
    assert "--since origin/main" in done.stdout


def test_the_help_fits_80_columns(safe: Project) -> None:
    lines = safe.check("--help").stdout.splitlines()
    assert [line for line in lines if len(line) > 80] == []


def test_an_unknown_option_is_told_below_one_line_of_usage(safe: Project) -> None:
    done = safe.check("--nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0].endswith("[app_label [migration]] [options]")
    assert done.stderr.splitlines()[1].endswith("unrecognized arguments: --nonsense")


def test_a_reader_who_leaves_early_gets_no_traceback(safe: Project) -> None:
    done = safe.shell("{check} | head -n 1")
    assert done.stdout.startswith("SAFE")
    assert done.stderr == ""


def test_a_closed_standard_output_is_said(safe: Project) -> None:
    done = safe.shell("{check} >&-")
    assert done.returncode == 2
    assert done.stderr.startswith("CommandError: Standard output is closed.")


def test_a_full_disk_behind_standard_output_is_said(safe: Project) -> None:
    done = safe.shell("{check} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("CommandError: Cannot write to standard output")
    assert done.stderr.count("\n") == 1
