"""Addresses that one server is given of the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg import sql

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


def test_deadlines_that_a_database_sets_are_not_the_drivers(newest_pair: Pair) -> None:
    side = Side("blue", newest_pair.blue)
    named = sql.Identifier(side.connection.info.dbname)
    names = ("idle_session_timeout", "lock_timeout", "statement_timeout", "transaction_timeout")
    for name in names:
        command = sql.SQL("ALTER DATABASE {} SET {} = '50ms'")
        side.connection.execute(command.format(named, sql.Identifier(name)))
    side.forget()
    found = [side.connection.execute(f"SHOW {name}".encode()).fetchone() for name in names]
    side.forget()
    assert found == [("0",)] * len(names)
