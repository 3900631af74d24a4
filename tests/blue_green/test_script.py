"""The script that a release engineer runs, as it was written, on two servers, to the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.blue_green.release import Release, released
from tests.plugins.private_pairs import PrivatePair
from tests.plugins.servers import NEWEST


@pytest.fixture
def release(private_pair: PrivatePair, tmp_path: Path) -> Release:
    blue, green = private_pair.sides
    variables = {
        "MIGRATION_SAFETY_BLUE": blue.conninfo,
        "MIGRATION_SAFETY_GREEN": green.conninfo,
        "MIGRATION_SAFETY_WRITERS": "postgres",
        "MIGRATION_SAFETY_FLAG": str(tmp_path / "flag"),
    }
    return released(private_pair, tmp_path, "gate", variables)


@pytest.mark.slow
@pytest.mark.parametrize("private_servers", [NEWEST], indirect=True)
def test_it_goes_over_and_back_and_over_again_to_the_end(release: Release) -> None:
    said = release.script("--unattended")
    (word,) = set(re.findall(r"contract (ms_\w+)", said))
    assert "0 unequal" in said
    assert re.search(r"([1-9]\d*) of \1 models of the new code read and write", said)
    release.lose_journal()
    assert "The journal was lost" in release.script("rollback")
    assert "Traffic is on blue" in release.script("status")
    release.script("--unattended")
    assert release.columns("blue") == ["id", "name"]
    assert release.columns("green") == ["id", "price"]
    assert f"decommission {word}" in release.script("contract", word)
    assert release.left()[1] == []
    release.script("decommission", word)
    assert release.left() == [[], []]
    told = release.script("status")
    assert "Traffic is on green" in told
    assert "There is no way back" in told
    assert "no stream leads back" in release.script("rollback", status=2)
