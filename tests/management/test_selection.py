"""Projects as they are: squashes, routers, several apps, repositories; each selected rightly."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.plugins.servers import Server
from tests.project import INITIAL, Project, migration, project

HEAD = "from django.conf import settings\nfrom django.db import migrations, models\n\n\n"
PLAIN = "class Migration(migrations.Migration):\n    {}operations = [{}]\n"
ITEM = 'migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))])'
OWNED = (
    'migrations.CreateModel("Owned", [("id", models.BigAutoField(primary_key=True)), '
    '("item", models.ForeignKey({}, models.CASCADE))])'
)
NOTE = 'migrations.AddField("item", "{}", models.TextField(null=True))'
INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name"))'
SQUASHED = f"""{HEAD}class Migration(migrations.Migration):
    replaces = [("shop", "0001_initial"), ("shop", "0002_note")]
    operations = [{ITEM}, {NOTE.format("note")}]
"""
ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return db == hints.get("only", "archive" if app_label == "shop" else "default")
"""
ARCHIVE = """
DATABASES["archive"] = DATABASES["default"]
DATABASE_ROUTERS = ["routing.Router"]
"""


def written(folder: Path, files: Mapping[str, str], settings: str = "") -> None:
    """Further files of a project, and lines of its settings."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in (path.parent, path.parent.parent):
            if package != folder and path.suffix == ".py":
                (package / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    with (folder / "settings.py").open("a", encoding="utf-8") as file:
        file.write(settings)


def text(operations: str, **members: object) -> str:
    """A migration with these members, such as `dependencies`."""
    lines = "".join(f"{name} = {value}\n    " for name, value in members.items())
    return HEAD + PLAIN.format(lines, operations)


def apps(*labels: str) -> str:
    return f"INSTALLED_APPS = {['migration_safety', *labels]!r}\n"


def report(made: Project, *arguments: str) -> dict[str, Any]:
    done = made.check(*arguments, "--format", "json", "--fail-on", "never")
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def names(found: Mapping[str, Any]) -> list[str]:
    return [f"{each['app']}.{each['name']}" for each in found["migrations"]]


def statements(found: Mapping[str, Any]) -> list[str]:
    return [
        statement["sql"]
        for each in found["migrations"]
        for operation in each["operations"]
        for statement in operation["statements"]
    ]


def unknown(found: Mapping[str, Any]) -> dict[str, str]:
    return {each["where"]: each["reason"] for each in found["unknown"]}


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def committed(folder: Path) -> None:
    """All there is, as the branch main; work goes on on another."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "start")
    git(folder, "checkout", "-qb", "topic")


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """The project is in the folder `backend` of its repository."""
    made = project(tmp_path / "backend", {"0002_note": migration(NOTE.format("note"))})
    committed(tmp_path)
    return made


def test_since_works_where_the_project_is_not_at_the_top(repository: Project) -> None:
    added = migration(NOTE.format("more"), after="0002_note")
    written(repository.folder, {"shop/migrations/0003_more.py": added})

    assert names(report(repository, "--since", "main")) == ["shop.0003_more"]


def test_since_tells_of_a_renamed_migration_as_a_new_and_a_lost_one(repository: Project) -> None:
    old = repository.folder / "shop/migrations/0002_note.py"
    old.rename(old.with_name("0002_notes.py"))
    found = report(repository, "--since", "main")

    assert names(found) == ["shop.0002_notes"]
    assert "deleted or renamed" in unknown(found)["shop/migrations/0002_note.py"]
    assert found["verdict"] == "unknown"


def test_since_does_not_pass_over_a_deleted_migration(repository: Project) -> None:
    (repository.folder / "shop/migrations/0002_note.py").unlink()
    done = repository.check("--since", "main")
    allowed = repository.check("--since", "main", "--allow-empty", "--fail-on", "warning")

    assert done.returncode == 2
    assert allowed.returncode == 1
    assert "0002_note.py" in allowed.stdout


def test_since_takes_no_other_deleted_file_for_a_migration(repository: Project) -> None:
    (repository.folder / "shop/models.py").unlink()

    assert report(repository, "--since", "main", "--allow-empty")["unknown"] == []


def test_since_refuses_a_branch_that_shares_no_history(repository: Project) -> None:
    git(repository.folder, "checkout", "-q", "--orphan", "other")
    git(repository.folder, "commit", "-qm", "alone")
    done = repository.check("--since", "main")

    assert done.returncode == 2
    assert "shares history" in done.stderr


def test_since_without_git_is_refused(repository: Project) -> None:
    done = repository.shell("PATH=/nowhere {check} --since main")

    assert done.returncode == 2
    assert "git is not installed" in done.stderr


def test_since_asks_about_a_file_that_a_squash_replaces(repository: Project) -> None:
    written(repository.folder, {"shop/migrations/0001_squashed.py": SQUASHED})
    git(repository.folder, "add", ".")
    git(repository.folder, "commit", "-qm", "squash")
    first = repository.folder / "shop/migrations/0001_initial.py"
    first.write_text(f"{INITIAL}\n# edited\n")
    found = report(repository, "--since", "HEAD", "--allow-empty")

    assert names(found) == []
    assert "shop.0001_squashed replaces it" in unknown(found)["shop.0001_initial"]


def test_deleting_what_a_squash_replaces_is_told_with_its_condition(repository: Project) -> None:
    written(repository.folder, {"shop/migrations/0001_squashed.py": SQUASHED})
    (repository.folder / "shop/migrations/0002_note.py").unlink()
    (repository.folder / "shop/migrations/0001_initial.py").unlink()
    found = report(repository, "--since", "main")

    assert names(found) == ["shop.0001_squashed"]
    assert "shop.0001_squashed replaces it" in unknown(found)["shop/migrations/0002_note.py"]


def of_database(server: Server, url: str) -> dict[str, object]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "HOST": parts["host"],
        "PORT": parts["port"],
        "USER": "postgres",
    }


def squashing(folder: Path, server: Server, url: str, *, applied: str = "") -> Project:
    """Two migrations, applied up to the named one, and then the one that squashes them."""
    notes = {"0002_note": migration(NOTE.format("note"))}
    made = project(folder, notes, database=of_database(server, url))
    if applied:
        assert made.run("migrate", "shop", applied).returncode == 0
    written(folder, {"shop/migrations/0001_squashed.py": SQUASHED})
    return made


def test_of_a_partly_applied_squash_the_others_are_pending(
    newest: Server, database_url: str, tmp_path: Path
) -> None:
    made = squashing(tmp_path, newest, database_url, applied="0001")

    assert names(report(made, "--unapplied")) == ["shop.0002_note"]


def test_of_a_wholly_applied_squash_nothing_is_pending(
    newest: Server, database_url: str, tmp_path: Path
) -> None:
    made = squashing(tmp_path, newest, database_url, applied="0002")

    assert names(report(made, "--unapplied", "--allow-empty")) == []


def test_a_squash_stands_for_what_it_replaces_on_an_empty_database(
    newest: Server, database_url: str, tmp_path: Path
) -> None:
    found = report(squashing(tmp_path, newest, database_url), "--unapplied")

    assert "shop.0001_squashed" in names(found)
    assert "shop.0001_initial" not in names(found)


def routed(folder: Path) -> Project:
    """The app shop is on the database `archive`, unless an operation says otherwise."""
    sql = 'migrations.RunSQL("SELECT {}", "", hints={{"only": "{}"}})'
    both = ", ".join((INDEX, sql.format(1, "default"), sql.format(2, "archive")))
    made = project(folder, {"0002_index": migration(both)})
    written(folder, {"routing.py": ROUTER}, ARCHIVE)
    return made


def test_operations_do_nothing_on_a_database_that_the_router_keeps_them_from(
    tmp_path: Path,
) -> None:
    made = routed(tmp_path)
    here = report(made, "shop", "0002")
    there = report(made, "shop", "0002", "--database", "archive")

    assert statements(here) == ["SELECT 1"]
    assert statements(there) == ['CREATE INDEX "item_name" ON "shop_item" ("name")', "SELECT 2"]
    assert [each["rule"] for each in here["findings"]] == []
    assert "MS101" in {each["rule"] for each in there["findings"]}


def test_what_a_router_keeps_away_is_not_observed_either(newest: Server, tmp_path: Path) -> None:
    made = routed(tmp_path)
    sandbox = ("--observe", "--sandbox", newest.url())
    here = report(made, "shop", "0002", *sandbox)
    there = report(made, "shop", "0002", "--database", "archive", *sandbox)

    assert statements(here) == ["SELECT 1"]
    assert len(statements(there)) == 2


def test_a_state_only_removal_on_another_database_concerns_nobody_here(tmp_path: Path) -> None:
    gone = 'migrations.RemoveField("item", "name")'
    forgotten = f"migrations.SeparateDatabaseAndState(state_operations=[{gone}])"
    made = project(tmp_path, {"0002_forget": migration(forgotten)})
    written(tmp_path, {"routing.py": ROUTER}, ARCHIVE)

    assert report(made, "shop", "0002")["findings"] == []
    assert report(made, "shop", "0002", "--database", "archive")["findings"] != []


def test_tables_of_apps_that_come_later_are_there_when_a_branch_changes_a_key(
    tmp_path: Path,
) -> None:
    made = project(tmp_path / "project")
    items = {"a/migrations/0001_initial.py": text(ITEM)}
    owned = text(OWNED.format('"a.Item"'), dependencies=[("a", "0001_initial")])
    written(made.folder, {**items, "z/migrations/0001_initial.py": owned}, apps("a", "z"))
    committed(tmp_path)
    wide = 'migrations.AlterField("item", "id", models.BigAutoField(primary_key=True))'
    retyped = text(wide, dependencies=[("a", "0001_initial")])
    written(made.folder, {"a/migrations/0002_wide.py": retyped})
    found = report(made, "--since", "main")

    assert names(found) == ["a.0002_wide"]
    assert any("z_owned" in sql for sql in statements(found))


def test_run_before_is_heeded(tmp_path: Path) -> None:
    made = project(tmp_path)
    first = text(ITEM, run_before=[("a", "0001_initial")])
    second = text(OWNED.format('"z.Item"'))
    files = {"a/migrations/0001_initial.py": second, "z/migrations/0001_initial.py": first}
    written(made.folder, files, apps("a", "z"))

    assert names(report(made, "--all")) == ["z.0001_initial", "a.0001_initial"]


def test_a_swappable_model_is_the_one_that_settings_name(tmp_path: Path) -> None:
    made = project(tmp_path)
    user = (
        'migrations.CreateModel("Item", [("id", models.BigAutoField(primary_key=True))], '
        'options={"swappable": "AUTH_USER_MODEL"})'
    )
    needs = "[migrations.swappable_dependency(settings.AUTH_USER_MODEL)]"
    owned = text(OWNED.format("settings.AUTH_USER_MODEL"), dependencies=needs)
    files = {"people/migrations/0001_initial.py": text(user), "z/migrations/0001_initial.py": owned}
    own = 'AUTH_USER_MODEL = "people.Item"\n'
    written(made.folder, files, apps("people", "z") + own)
    found = report(made, "z")

    assert any('REFERENCES "people_item"' in sql for sql in statements(found))


def test_models_of_an_app_without_migrations_may_be_referred_to(
    newest: Server, tmp_path: Path
) -> None:
    made = project(tmp_path)
    model = "from django.db import models\n\n\nclass Item(models.Model):\n    pass\n"
    owned = text(OWNED.format('"plain.Item"'), dependencies=[("plain", "__first__")])
    files = {"plain/models.py": model, "z/migrations/0001_initial.py": owned}
    written(made.folder, files, apps("plain", "z"))
    found = report(made, "z", "--observe", "--sandbox", newest.url())

    assert found["unknown"] == []
    assert found["environment"]["database"]["witness"] == "observed"


def test_migrations_kept_in_another_module_are_found(tmp_path: Path) -> None:
    made = project(tmp_path / "project")
    files = {"elsewhere/ours/0001_initial.py": INITIAL}
    written(made.folder, files, 'MIGRATION_MODULES = {"shop": "elsewhere.ours"}\n')
    committed(tmp_path)
    more = migration(NOTE.format("note"))
    written(made.folder, {"elsewhere/ours/0002_note.py": more})
    found = report(made, "--since", "main")

    assert names(found) == ["shop.0002_note"]
    assert found["migrations"][0]["path"] == "elsewhere/ours/0002_note.py"


def test_an_app_whose_migrations_are_switched_off_is_one_without(tmp_path: Path) -> None:
    made = project(tmp_path)
    written(made.folder, {}, 'MIGRATION_MODULES = {"shop": None}\n')
    done = made.check("shop")

    assert done.returncode == 2
    assert "has no migrations" in done.stderr
