"""The history of civicpulse can be lived through, release by release."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

import civicpulse
from civicpulse.releases import IN_PRODUCTION, RELEASES

APPS = Path(civicpulse.__file__).parent
WALK = [*RELEASES, IN_PRODUCTION]
LIVE_THROUGH = f"""
import io, json
from django.core.management import call_command
from django.db import connection
from migration_safety.reading.graph.applied import applied

for release in {WALK}:
    call_command("migrate_to_release", release, verbosity=0)
    ours = [key for key in applied(connection).migrations if key[0] in {list(RELEASES[WALK[0]])}]
    print(json.dumps([".".join(key) for key in ours]))
call_command("makemigrations", check_changes=True, stdout=(said := io.StringIO()))
print(json.dumps(said.getvalue().strip()))
"""
REPLACED = {"0001_initial", "0002_domain", "0003_tenant_public_id"}


def written(app: str) -> list[str]:
    return sorted(path.stem for path in (APPS / app / "migrations").glob("0*.py"))


def due(release: str) -> set[str]:
    """What a release has applied: each app's migrations up to the one the release names."""
    return {
        f"{app}.{name}"
        for app, last in RELEASES[release].items()
        for name in written(app)
        if name <= last and not (app == "tenants" and name in REPLACED)
    }


def test_the_newest_release_ends_at_the_last_migration_of_every_app():
    apps = {path.parents[1].name for path in APPS.glob("*/migrations/0*.py")}
    newest = list(RELEASES.values())[-1]

    assert newest == {app: written(app)[-1] for app in apps}


def test_releases_follow_each_other_and_there_are_enough_migrations():
    names = list(RELEASES)

    assert names == sorted(names)
    assert all(due(earlier) < due(later) for earlier, later in pairwise(names))
    assert len(due(names[-1])) >= 36


@pytest.mark.parametrize("url", ["database_url", "sqlite_url"])
def test_the_releases_apply_one_after_the_other_and_the_newest_can_be_taken_back(
    url, manage, request
):
    run = manage("shell", "-v0", "-c", LIVE_THROUGH, DATABASE_URL=request.getfixturevalue(url))

    assert (run.returncode, run.stderr) == (0, "")
    *lived, unchanged = map(json.loads, run.stdout.splitlines())
    assert [set(applied) for applied in lived] == [due(release) for release in WALK]
    assert unchanged == "No changes detected"


def test_an_unknown_release_is_refused_with_the_known_ones(manage, sqlite_url):
    refused = manage("migrate_to_release", "1999.01", DATABASE_URL=sqlite_url)

    assert refused.returncode == 2
    assert refused.stderr.strip() == (
        f"CommandError: there is no release '1999.01'; there are {', '.join(RELEASES)}"
    )
