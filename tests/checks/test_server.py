"""Sequences, sessions and extensions."""

from __future__ import annotations

import pytest

from migration_safety.checks.server import (
    AHEAD,
    EXTENSIONS,
    ROOM,
    SESSIONS,
    extension_check,
    sequence_checks,
    session_check,
)
from migration_safety.core.catalog.server import Session
from migration_safety.core.report import Check, Status
from migration_safety.databases.postgresql.catalog.bounded import Bounded
from migration_safety.databases.postgresql.catalog.sequences import read_sequences
from migration_safety.databases.postgresql.catalog.sessions import (
    available_extensions,
    read_sessions,
)
from tests.checks.conftest import Database


def sequences(database: Database, *, rows: bool = True) -> dict[str, Check]:
    """The checks of the sequences by name."""
    found = read_sequences(database.bounded, database.catalog(), (), rows=rows)
    return {check.name: check for check in sequence_checks(found, rows=rows)}


@pytest.mark.parametrize(
    "made",
    [
        "INSERT INTO item (name) VALUES ('x')",
        "INSERT INTO item (id, name) VALUES (8, 'x'); SELECT setval('item_id_seq', 9, false)",
        "SELECT 1",
    ],
)
def test_a_sequence_ahead_of_its_keys_passes(each_version: Database, made: str) -> None:
    each_version.run(made)

    check = sequences(each_version)[AHEAD]

    assert (check.status, check.examined) == (Status.PASSED, 1)


def test_a_sequence_behind_its_keys_fails(each_version: Database) -> None:
    each_version.run("INSERT INTO item (id, name) VALUES (7, 'x')")

    check = sequences(each_version)[AHEAD]

    assert check.status is Status.FAILED
    assert check.details[0].startswith("item_id_seq gives item.id 1 next, while 7 is taken")


def test_keys_are_not_read_without_a_budget(database: Database) -> None:
    checks = sequences(database, rows=False)

    assert checks[AHEAD].status is Status.SKIPPED
    assert checks[ROOM].status is Status.PASSED


@pytest.mark.parametrize(("kind", "last"), [("smallserial", 30_000), ("serial", 2_000_000_000)])
def test_a_key_that_is_nearly_used_up_is_warned_of(
    database: Database, kind: str, last: int
) -> None:
    database.run(f"CREATE TABLE old (id {kind}); SELECT setval('old_id_seq', {last})")

    check = sequences(database)[ROOM]

    assert check.status is Status.WARNING
    assert check.details[0].startswith("old_id_seq has used 9")


def test_without_sequences_nothing_is_examined() -> None:
    assert {each.status for each in sequence_checks((), rows=True)} == {Status.SKIPPED}


def test_another_session_is_seen_and_its_transaction(database: Database) -> None:
    other = database.bounded.connection.copy("default")
    other.set_autocommit(False)
    other.cursor().execute("SELECT 1")

    (session,) = read_sessions(Bounded(database.bounded.connection, 30))
    other.close()

    assert session.name.endswith("of postgres")
    assert session.seconds is not None


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ((Session("pid 1 of a", 5.0), Session("pid 2 of a")), Status.PASSED),
        ((Session("pid 1 of a", 600.0),), Status.WARNING),
        ((Session("pid 1 of a", 5.0), Session("pid 2 of b", visible=False)), Status.WARNING),
        ((), Status.SKIPPED),
    ],
)
def test_a_transaction_of_a_minute_is_warned_of(found: tuple[Session, ...], status: Status) -> None:
    check = session_check(found)

    assert (check.name, check.status) == (SESSIONS, status)


def test_an_extension_that_the_server_lacks_fails(database: Database) -> None:
    there = available_extensions(database.bounded)

    assert extension_check({"plpgsql": "shop.0002"}, there).status is Status.PASSED
    assert extension_check({}, there).status is Status.SKIPPED
    lacking = extension_check({"nobody_has_this": "shop.0002"}, there)
    assert (lacking.name, lacking.status) == (EXTENSIONS, Status.FAILED)
