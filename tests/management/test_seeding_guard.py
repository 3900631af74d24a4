"""Databases that are not to be filled by mistake ask for their name."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.plugins.civic import Civic

ASKED = ("people.Tag", "--scale", "0.01")


def name(civic: Civic) -> str:
    return str(civic.one("SELECT current_database()")[0])


@contextmanager
def relay(civic: Civic) -> Iterator[int]:
    """A port of this machine that leads to the server, which listens on a socket file only."""
    parts = conninfo_to_dict(civic.url)
    path = f"{parts['host']}/.s.PGSQL.{parts['port']}"

    async def forward(reader: StreamReader, writer: StreamWriter) -> None:
        while said := await reader.read(65536):
            writer.write(said)
        writer.close()

    async def accept(reader: StreamReader, writer: StreamWriter) -> None:
        there, here = await asyncio.open_unix_connection(path)
        await asyncio.gather(forward(reader, here), forward(there, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(accept, "127.0.0.1", 0))
    thread = Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def holding(civic: Civic) -> Civic:
    """With a row that somebody wrote, in a table that is to be filled."""
    code = "from civicpulse.people.factories import TagFactory; TagFactory(label='Mine')"
    assert civic.run("shell", "--command", code).returncode == 0
    return civic


def test_rows_of_others_in_a_table_ask_for_the_name(civic: Civic) -> None:
    line = holding(civic).refused(*ASKED)
    assert "people.Tag" in line
    assert "hold rows already" in line
    assert f"--confirm {name(civic)}" in line
    assert civic.count("people_tag") == 1


def test_rows_of_others_in_tables_that_are_not_filled_do_not(civic: Civic) -> None:
    assert civic.rows("audit.Entry", "--scale", "0.01")["audit.Entry"] == 10


def test_production_settings_ask_for_the_name(civic: Civic) -> None:
    line = replace(civic, environ={"DJANGO_DEBUG": "0"}).refused(*ASKED)
    assert "DEBUG is off, as in production" in line


def test_a_server_elsewhere_asks_for_the_name(civic: Civic) -> None:
    with relay(civic) as port:
        # By its name another machine; its number leads to this one, so that it answers.
        address = f"db.example.com:{port}/{name(civic)}?hostaddr=127.0.0.1"
        line = Civic(f"postgresql://postgres@{address}").refused(*ASKED)
    assert "its server is not on this machine" in line
    assert civic.count("people_tag") == 0


@pytest.mark.parametrize("confirmed", ["wrong", "civic"])
def test_another_name_is_no_confirmation(civic: Civic, confirmed: str) -> None:
    line = holding(civic).refused(*ASKED, "--confirm", confirmed)
    assert f"--confirm {confirmed} names another database than '{name(civic)}'" in line
    assert civic.count("people_tag") == 1


def test_the_right_name_lets_rows_be_added_to_those_of_others(civic: Civic) -> None:
    rows = holding(civic).rows(*ASKED, "--confirm", name(civic))
    assert rows["people.Tag"] == 10
    assert civic.count("people_tag") == 11


def test_removing_asks_for_the_name_as_well(civic: Civic) -> None:
    civic.seeded(*ASKED)
    production = replace(civic, environ={"DJANGO_DEBUG": "0"})
    assert "DEBUG is off" in production.refused("--clear")
    assert civic.count("people_tag") == 10
    assert production.seeded("--clear", "--confirm", name(civic))
    assert civic.count("people_tag") == 0


def test_tables_that_django_keeps_ask_for_the_name_as_well(civic: Civic) -> None:
    line = civic.refused("--rows", "contenttypes.ContentType=10")
    assert "contenttypes.ContentType hold rows already" in line


def test_a_journal_of_another_version_is_not_guessed_at(civic: Civic) -> None:
    civic.seeded(*ASKED)
    with civic.connect() as connection:
        connection.execute("UPDATE migration_safety.run SET manifest = manifest - 'journal'")
    line = civic.refused("--clear")
    assert "was written by migration_safety" in line
