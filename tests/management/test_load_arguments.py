"""The options about live traffic."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.errors import MigrationSafetyError, TrafficError
from migration_safety.flows.rollback.load.loading import check
from migration_safety.flows.rollback.request import Request
from migration_safety.management.options.load_arguments import load


def test_no_traffic_without_a_word() -> None:
    assert load({"load": "", "load_script": ""}) == {"load": 0, "load_script": ""}


def test_a_script_alone_is_run_by_two_clients(tmp_path: Path) -> None:
    (tmp_path / "load.sql").write_text("SELECT 1")
    script = str(tmp_path / "load.sql")
    assert load({"load": "", "load_script": script}) == {"load": 2, "load_script": "SELECT 1"}
    assert load({"load": "5", "load_script": script})["load"] == 5


@pytest.mark.parametrize("clients", ["0", "-1", "some", "1.5"])
def test_clients_are_counted(clients: str) -> None:
    with pytest.raises(MigrationSafetyError, match=f"--load may not be '?{clients}"):
        load({"load": clients, "load_script": ""})


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\n", "is empty"), (b"\xff\xfe", "cannot be read: it is not UTF-8")],
)
def test_a_script_that_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "load.sql").write_bytes(content)
    with pytest.raises(TrafficError, match=said):
        load({"load": "", "load_script": str(tmp_path / "load.sql")})


def test_a_script_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrafficError, match="cannot be read: No such file"):
        load({"load": "", "load_script": str(tmp_path / "absent.sql")})


def test_too_many_clients_are_refused() -> None:
    with pytest.raises(TrafficError, match=r"than a sandbox bears\. Ask for 20 at most"):
        check(Request(load=21))
