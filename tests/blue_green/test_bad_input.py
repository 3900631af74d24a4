"""What cannot go well is told by the command, before it changes anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.flows.blue_green.running.lease import lease
from tests.blue_green.release import Release, released
from tests.plugins.private_pairs import PrivatePair
from tests.plugins.servers import NEWEST, Server
from tests.project import migration


@pytest.fixture
def release(private_pair: PrivatePair, tmp_path: Path) -> Release:
    blue, green = private_pair.sides
    variables = {
        "MIGRATION_SAFETY_BLUE": blue.conninfo,
        "MIGRATION_SAFETY_GREEN": green.conninfo,
        "MIGRATION_SAFETY_FLAG": str(tmp_path / "flag"),
    }
    return released(private_pair, tmp_path, "gate", variables)


@pytest.mark.slow
@pytest.mark.parametrize("private_servers", [NEWEST], indirect=True)
def test_it_is_told_with_what_to_do(release: Release, newest: Server) -> None:
    preflight = ("--run", "preflight")
    nowhere = "host=127.0.0.1 port=1 password=secret"
    said = release.step(*preflight, status=2, MIGRATION_SAFETY_GREEN=nowhere)
    assert "green does not answer" in said
    assert "secret" not in said
    with newest.database() as url:
        said = release.step(*preflight, status=2, MIGRATION_SAFETY_GREEN=url)
        assert "wal_level is replica" in said
    with lease(release.plan.with_suffix(".run")):
        assert "Another process drives" in release.step(*preflight, status=2)
    folder = release.shop.folder / "shop" / "migrations"
    (folder / "0004_more.py").write_text(migration("", after="0003_name"))
    assert "made of other migrations" in release.step(*preflight, status=2)
    (folder / "0004_more.py").unlink()
    release.plan.write_text(release.plan.read_text().replace("shop_item", "shop_thing"))
    assert "was edited" in release.step("--status", status=2)
    assert release.left() == [[], []]
