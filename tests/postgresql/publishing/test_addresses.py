"""Addresses that one server is given of the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.databases.postgresql.deploying.side import Side
from tests.plugins.pairs import Pair


def test_an_address_for_another_server_holds_no_secret(newest_pair: Pair) -> None:
    side = Side("blue", f"{newest_pair.blue}&password=hidden&sslmode=allow")
    address = side.address
    side.forget()
    assert "hidden" not in address
    assert "sslmode=allow" in address


def test_a_service_of_this_machine_is_told_by_what_it_stands_for(
    newest_pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Side("blue", newest_pair.blue)
    (tmp_path / "services").write_text("[shop]\n" + plain.address.replace(" ", "\n") + "\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    named = Side("blue", "service=shop")
    assert named.address == plain.address
    plain.forget()
    named.forget()
