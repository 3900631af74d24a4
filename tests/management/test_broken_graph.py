"""Migrations that do not form one graph: a report that says so, and what mends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.project import migration, project

CODE = 'migrations.AddField("item", "code", models.CharField(max_length=9, null=True)),'
GRAPH = "migrations form one graph"
FORK = {name: migration(CODE, after="0001_initial") for name in ("0002_code", "0002_fork")}
CIRCLE = {
    "0001_initial": migration(CODE, after="0002_code"),
    "0002_code": migration(CODE, after="0001_initial"),
}
GAPS = {
    "0002_code": migration(CODE, after="0009_gone"),
    "0003_more": migration(CODE, after="0008_lost"),
}


def reported(folder: Path, migrations: dict[str, str], *arguments: str) -> dict[str, Any]:
    """The report about a project with these migrations, which fails the run."""
    done = project(folder, migrations).check("--format", "json", *arguments)
    assert done.returncode == 1
    assert done.stderr == "VerdictFailed: 1 check failed (--fail-on error)\n"
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("migrations", "details"),
    [
        (
            FORK,
            [
                "shop has several leaves: 0002_code, 0002_fork."
                " Run `manage.py makemigrations --merge shop`."
            ],
        ),
        (
            CIRCLE,
            [
                "These migrations depend on each other in a circle: shop.0001_initial,"
                " shop.0002_code. Move what needs the other, mostly a foreign key, into a"
                " migration of its own."
            ],
        ),
        (
            GAPS,
            [
                "shop.0002_code depends on shop.0009_gone, which no file makes: bring its file"
                " back, or mend `dependencies`.",
                "shop.0003_more depends on shop.0008_lost, which no file makes: bring its file"
                " back, or mend `dependencies`.",
            ],
        ),
    ],
    ids=["several leaves", "a circle", "gaps"],
)
def test_it_is_a_check_that_fails_and_names_what_mends_it(
    tmp_path: Path, migrations: dict[str, str], details: list[str]
) -> None:
    told = reported(tmp_path, migrations)

    checks = {each["name"]: each for each in told["checks"]}
    assert told["verdict"] == "danger"
    assert checks[GRAPH]["status"] == "failed"
    assert sorted(checks[GRAPH]["details"]) == details


def test_nothing_else_passes(tmp_path: Path) -> None:
    told = reported(tmp_path, FORK)

    rest = [each for each in told["checks"] if each["name"] != GRAPH]
    assert {(each["status"], each["examined"]) for each in rest} == {("skipped", 0)}
    assert not told["migrations"]


def test_as_many_are_counted_as_are_on_disk(tmp_path: Path) -> None:
    told = reported(tmp_path, FORK)

    assert [each["examined"] for each in told["checks"] if each["name"] == GRAPH] == [3]


def test_the_checklist_is_as_long_as_that_of_a_sound_graph(tmp_path: Path) -> None:
    (tmp_path / "sound").mkdir()
    (tmp_path / "broken").mkdir()
    sound = project(tmp_path / "sound").check("--format", "json")
    broken = reported(tmp_path / "broken", FORK)

    names = {each["name"] for each in json.loads(sound.stdout)["checks"]}
    assert {each["name"] for each in broken["checks"]} == names


def test_one_migration_is_not_judged_either(tmp_path: Path) -> None:
    assert reported(tmp_path, FORK, "shop", "0002_code")["verdict"] == "danger"


def test_people_read_it_first(tmp_path: Path) -> None:
    done = project(tmp_path, FORK).check("--output", "report.md")

    assert done.stdout.startswith("DANGER: 1 check failed")
    assert "makemigrations --merge shop" in done.stdout
    assert (tmp_path / "report.md").read_text("utf-8").startswith("## Migration safety: danger")
