"""A second run with --observe does not run again what came before the selected migrations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.plugins.servers import Server
from tests.project import Project, migration, project

NAME = 'migrations.AddField("item", "{}", models.TextField({}))'
CLONED = "The sandbox is a copy of a template database"


def observed(shop: Project, server: Server, *options: str) -> dict[str, Any]:
    """The report about its last migration, run on a sandbox of the server."""
    arguments = ("--observe", "--sandbox", server.url(), "--format", "json", "--fail-on", "never")
    done = shop.check("shop", "0003", *arguments, *options)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def cloned(report: dict[str, Any]) -> bool:
    return any(note.startswith(CLONED) for note in report["notes"])


def of_three(folder: Path) -> Project:
    return project(
        folder,
        {
            # Servers are shared, and another test's migrations may be the same as these.
            "0002_note": f"# {folder}" + migration(NAME.format("note", "null=True")),
            "0003_more": migration(NAME.format("more", "null=True"), after="0002_note"),
        },
    )


def test_the_second_run_begins_with_a_copy_and_sees_the_same(
    newest: Server, tmp_path: Path
) -> None:
    shop = of_three(tmp_path)
    first, second = observed(shop, newest), observed(shop, newest)

    assert not cloned(first)
    assert cloned(second)
    assert first["findings"] == second["findings"]
    assert first["summary"]["statements"] == second["summary"]["statements"] == 1
    assert second["environment"]["database"]["witness"] == "observed"


def test_an_edited_earlier_migration_is_run_again(newest: Server, tmp_path: Path) -> None:
    shop = of_three(tmp_path)
    observed(shop, newest)
    edited = migration(NAME.format("note", "null=True, db_index=True"))
    (tmp_path / "shop" / "migrations" / "0002_note.py").write_text(edited)

    assert not cloned(observed(shop, newest))


def test_a_fresh_sandbox_runs_all_of_them(newest: Server, tmp_path: Path) -> None:
    shop = of_three(tmp_path)
    observed(shop, newest)

    assert not cloned(observed(shop, newest, "--fresh-sandbox"))


def test_an_earlier_migration_that_fails_is_kept_by_nobody(newest: Server, tmp_path: Path) -> None:
    shop = of_three(tmp_path)
    failing = migration('migrations.RunSQL("SELECT 1 / 0", "")')
    (tmp_path / "shop" / "migrations" / "0002_note.py").write_text(failing)
    first, second = observed(shop, newest), observed(shop, newest)

    assert not cloned(second)
    assert first["unknown"] == second["unknown"]
    assert "0002_note" in second["unknown"][0]["where"]
