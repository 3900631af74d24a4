"""The migration graph against the models, the disk, and what a database has recorded."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migration_safety.checks.graph import DISK, EDITED, GRAPH, MODELS, ORDER, RECORDED
from tests.checks.shop import Shop, shop
from tests.project import migration, project

NOTE = migration('migrations.AddField("shelf", "note", models.TextField(null=True)),')
FIELD = "    code = models.CharField(max_length=20)\n"
NOTED = "    note = models.TextField(null=True)\n"
LONG_AGO = {"GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z"}


@pytest.fixture
def made(tmp_path: Path, database_url: str) -> Shop:
    """A shop that has applied all of its two migrations, which make its models."""
    it = shop(tmp_path, database_url, **{"0002_note": NOTE})
    models = tmp_path / "shop/models.py"
    text = models.read_text("utf-8").replace(
        FIELD, f"{FIELD}    note = models.TextField(null=True)\n"
    )
    models.write_text(text, encoding="utf-8")
    return it


@pytest.fixture
def applied(made: Shop) -> Shop:
    """Both were committed long ago, and are applied."""
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-qm", "Both"],
    ):
        subprocess.run(
            ["git", *command], cwd=made.project.folder, check=True, env=os.environ | LONG_AGO
        )
    assert made.project.run("migrate").returncode == 0
    return made


def write(it: Shop, name: str, old: str, new: str) -> None:
    """Change a file of the app."""
    path = it.project.folder / "shop" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_history_passes_with_counts(applied: Shop) -> None:
    checks = applied.checks()

    seen = {name: (checks[name]["status"], checks[name]["examined"]) for name in (GRAPH, MODELS)}
    assert seen == {GRAPH: ("passed", 2), MODELS: ("passed", 2)}
    seen = {name: (checks[name]["status"], checks[name]["examined"]) for name in RECORDED}
    assert seen == {ORDER: ("passed", 1), DISK: ("passed", 2), EDITED: ("passed", 2)}


def test_without_a_database_its_checks_are_skipped(tmp_path: Path) -> None:
    it = Shop(project(tmp_path), "")

    checks = it.checks()

    assert checks[GRAPH]["status"] == "passed"
    for name in RECORDED:
        assert (checks[name]["status"], checks[name]["examined"]) == ("skipped", 0)
        assert checks[name]["message"] == "no database reachable"


def test_a_dependency_that_is_not_applied_fails(applied: Shop) -> None:
    applied.run("DELETE FROM django_migrations WHERE name = '0001_initial'")

    check = applied.checks()[ORDER]

    assert check["status"] == "failed"
    assert check["details"][0].startswith("shop.0002_note is applied, shop.0001_initial that")


def test_a_recorded_migration_without_a_file_is_warned_of(applied: Shop) -> None:
    applied.run("INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '9', now())")

    check = applied.checks()[DISK]

    assert check["status"] == "warning"
    assert check["details"][0].startswith("shop.9 is recorded, but no file makes it")


def test_a_migration_edited_after_it_was_applied_is_warned_of(applied: Shop) -> None:
    write(applied, "migrations/0002_note.py", "null=True", 'default=""')

    check = applied.checks()[EDITED]

    assert check["status"] == "warning"
    assert check["details"][0].startswith("shop.0002_note (shop/migrations/0002_note.py) says")


def test_another_comment_is_no_other_migration(applied: Shop) -> None:
    write(applied, "migrations/0002_note.py", "class Migration", "# A note.\nclass Migration")

    assert applied.checks()[EDITED]["status"] == "passed"


def test_a_migration_that_was_never_committed_is_not_compared(made: Shop) -> None:
    subprocess.run(["git", "init", "-q"], cwd=made.project.folder, check=True)

    check = made.checks()[EDITED]

    assert (check["status"], check["examined"]) == ("skipped", 0)


def test_a_field_without_a_migration_fails(applied: Shop) -> None:
    write(applied, "models.py", FIELD, f"{FIELD}    lost = models.TextField(null=True)\n")

    check = applied.checks()[MODELS]

    assert check["status"] == "failed"
    assert check["details"][0].startswith("shop: Add field lost to shelf: the models count on it")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NOTED, ""),
        ("note = models.TextField(null=True)", 'note = models.TextField(null=True, help_text="n")'),
        ("amount = models.IntegerField(default=0)", "amount = models.IntegerField(default=1)"),
    ],
)
def test_what_code_can_do_without_is_warned_of(applied: Shop, old: str, new: str) -> None:
    write(applied, "models.py", old, new)

    assert applied.checks()[MODELS]["status"] == "warning"
