"""Which migrations are selected, and what is said where that cannot be done."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import SelectionError
from migration_safety.reading.graph.select import Selection, Wanted, select
from migration_safety.reading.graph.since import changed_since
from migration_safety.reading.replay import confined
from tests.plugins.servers import Server
from tests.project import Project, migration, project


def names(selection: Selection, app: str = "") -> list[str]:
    return sorted(name for label, name in selection.selected if label == app or not app)


@pytest.fixture
def production(newest: Server, reachable: None) -> Iterator[None]:
    """A database that stands where production does."""
    with Sandbox(newest.url()) as box, confined("default", box.settings()):
        call_command("migrate_to_release", verbosity=0)
        yield


def test_by_default_what_the_database_has_not_applied(production: None) -> None:
    selection = select(Wanted(), "default")

    assert names(selection, "cms") == ["0005_pagerevision", "0006_remove_page_legacy_path"]
    assert len(selection.selected) == 9


def test_an_app_narrows_the_default(production: None) -> None:
    assert names(select(Wanted("voters"), "default"), "voters") == ["0006_big_ids"]


def test_everything_includes_what_is_applied(production: None) -> None:
    assert "0001_initial" in names(select(Wanted("cms", everything=True), "default"), "cms")


def test_all_where_the_database_has_no_history(newest: Server, reachable: None) -> None:
    with Sandbox(newest.url()) as box, confined("default", box.settings()):
        selection = select(Wanted(), "default")

    assert len(selection.selected) == len(selection.migrations)


def test_all_where_the_database_cannot_be_reached(reachable: None) -> None:
    selection = select(Wanted(), "default")

    assert len(selection.selected) == len(selection.migrations)
    assert "cannot be reached" in selection.notes[0]


def test_a_database_without_a_name_is_one_that_cannot_be_reached(tmp_path: Path) -> None:
    made = project(tmp_path / "project", database={"ENGINE": "django.db.backends.postgresql"})

    done = made.check("shop", "0001", "--format", "json")

    assert done.returncode == 0
    assert "cannot be reached" in done.stdout


def test_unapplied_needs_the_database(reachable: None) -> None:
    with pytest.raises(SelectionError, match="cannot be reached"):
        select(Wanted(unapplied=True), "default")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted("peple"), "Did you mean 'people'"),
        (Wanted("people", "0099"), "has no migration '0099'"),
        (Wanted("people", "00"), "more than one migration"),
        (Wanted("messages"), "'messages' has no migrations"),
    ],
)
def test_what_names_nothing_is_refused(reachable: None, wanted: Wanted, says: str) -> None:
    with pytest.raises(SelectionError, match=says):
        select(wanted, "default")


def test_the_history_before_the_selection_is_walked_and_no_more(reachable: None) -> None:
    selection = select(Wanted("contenttypes", "0001"), "default")

    assert [each.name for each in selection.until_last()][-1] == "0001_initial"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


ADD = 'migrations.AddField("item", "note", models.TextField(null=True)),'


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """A project whose first migration is on the branch main."""
    made = project(tmp_path / "project")
    git(made.folder, "init", "-q", "-b", "main")
    git(made.folder, "add", ".")
    git(made.folder, "commit", "-qm", "start")
    return made


def test_since_finds_added_edited_and_uncommitted_files(repository: Project) -> None:
    added = repository.folder / "shop/migrations/0002_note.py"
    added.write_text(migration(ADD))

    untracked = repository.run("check_migration_safety", "--since", "main", "--format", "json")
    git(repository.folder, "checkout", "-qb", "topic")
    git(repository.folder, "add", ".")
    git(repository.folder, "commit", "-qm", "note")
    first = repository.folder / "shop/migrations/0001_initial.py"
    first.write_text(first.read_text() + "\n# edited\n")
    edited = repository.run("check_migration_safety", "--since", "main", "--format", "json")

    assert '"name": "0002_note"' in untracked.stdout
    assert '"name": "0001_initial"' not in untracked.stdout
    assert '"name": "0002_note"' in edited.stdout
    assert '"name": "0001_initial"' in edited.stdout


def test_since_refuses_a_reference_that_is_not_there(repository: Project) -> None:
    done = repository.run("check_migration_safety", "--since", "orgin/main")

    assert done.returncode == 2
    assert "orgin/main" in done.stderr
    assert not done.stdout


def test_since_refuses_a_shallow_clone(repository: Project, tmp_path: Path) -> None:
    git(repository.folder, "commit", "-qm", "more", "--allow-empty")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository.folder}", str(shallow))

    done = Project(shallow).run("check_migration_safety", "--since", "HEAD")

    assert done.returncode == 2
    assert "shallow clone" in done.stderr


def test_since_outside_a_repository_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SelectionError, match="not a git repository"):
        changed_since("main", {})


def test_no_connection_is_left_changed(reachable: None) -> None:
    before = connections.settings["default"]
    select(Wanted(everything=True), "default")

    assert connections.settings["default"] is before
