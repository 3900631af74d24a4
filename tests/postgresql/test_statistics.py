"""Statistics of live servers: sizes and spreads come along, and nothing that is anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from migration_safety.core.volume.likeness.column import Column, Kind
from migration_safety.databases.postgresql.statistics.read import read_statistics
from migration_safety.errors import VolumeError
from migration_safety.reading.statistics.dump import dumps
from tests.plugins.servers import Server

# Every text is marked, every key is of a stretch of numbers of its own.
SCHEMA = """
    CREATE TABLE people_person (
        id bigint PRIMARY KEY, name text, email text UNIQUE, note text, language text,
        gender text, active boolean, donated integer, born date, seen timestamptz,
        household_id bigint, account integer, tags text[], details jsonb, ip inet);
    INSERT INTO people_person
    SELECT 770000000 + i, 'Marked' || i % 7, 'marked' || i || '@example.org',
           CASE WHEN i % 4 = 0 THEN NULL ELSE repeat('markednote ', 1 + i % 9) END,
           CASE WHEN i % 10 < 8 THEN 'en' ELSE 'es' END,
           CASE WHEN i % 20 = 0 THEN 'markedstray' WHEN i % 2 = 0 THEN 'F' ELSE 'M' END,
           i % 3 = 0, 1230 + i % 10 * 1001, date '1950-01-17' + i,
           timestamptz '2021-05-05 11:22:33+00' + i * interval '7 hours',
           880000000 + i % 5, 990000000 + i % 6, ARRAY['markedtag' || i % 3],
           jsonb_build_object('k', 'markedjson' || i % 3), ('10.11.12.' || i % 9)::inet
    FROM generate_series(1, 5000) AS i;
    INSERT INTO people_person (id, name, donated, born)
    VALUES (769999999, 'Marked oldest', -777777777, '1066-10-14'),
           (799999999, 'Marked richest', 888888888, '2222-02-22');
    ANALYZE people_person;
"""
KINDS = {
    "id": Kind.KEY,
    "email": Kind.KEY,
    "household_id": Kind.REFERENCE,
    "account": Kind.KEY,
    "active": Kind.BOOLEAN,
    "donated": Kind.NUMBER,
    "born": Kind.DATE,
    "seen": Kind.DATE,
    **dict.fromkeys(("name", "note", "language", "tags", "details", "ip"), Kind.TEXT),
}
PERSON = (
    *(Column(f"people.Person.{it}", "people_person", it, kind) for it, kind in KINDS.items()),
    Column("people.Person.gender", "people_person", "gender", Kind.CHOICE, ("", "F", "M", "X")),
)
LANGUAGE = Column("things.Thing.language", "thing", "language", Kind.TEXT)
PARTITIONED = """
    CREATE TABLE thing (id bigint, language text) PARTITION BY RANGE (id);
    CREATE TABLE thing_low PARTITION OF thing FOR VALUES FROM (0) TO (1000);
    CREATE TABLE thing_high PARTITION OF thing FOR VALUES FROM (1000) TO (9000);
    INSERT INTO thing SELECT i, 'markedtongue' || i % 2 FROM generate_series(1, 3000) AS i;
"""


@pytest.fixture
def people(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database full of marked persons, on every version."""
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        yield connection


@pytest.fixture
def empty(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def test_nothing_of_anybody_is_in_the_file(people: psycopg.Connection[Any]) -> None:
    text = dumps(read_statistics(people, PERSON))
    assert not re.search("marked|example|stray|10\\.11|@", text, re.IGNORECASE)
    assert not re.search(r"\b(77|88|99|79|76)\d{5,}|1066|2222|\b\d{4}-\d\d-\d\d", text)
    assert '"en"' not in text


def test_what_may_be_told_is_told(people: psycopg.Connection[Any]) -> None:
    table = read_statistics(people, PERSON).tables["people_person"]
    columns = table.columns
    assert table.rows == 5002
    assert table.bytes is not None and table.bytes > 500_000
    assert table.index_bytes is not None and table.index_bytes > 100_000
    assert columns["active"].values == (False, True)
    assert columns["gender"].values == ("M", "F", None)
    assert columns["gender"].left_out.startswith("values: 1 that are no choice of the code")
    hundreds = {1200, 2200, 3200, 4200, 5200, 6200, 7200, 8200, 9200, 10000}
    assert set(columns["donated"].values) == hundreds
    assert columns["note"].null_fraction == pytest.approx(0.25, abs=0.01)
    assert columns["id"].distinct == -1
    assert columns["household_id"].frequencies == pytest.approx([0.2] * 5, abs=0.01)
    assert columns["name"].distinct_count(5002) in range(7, 10)


def test_dates_are_months_without_their_ends(people: psycopg.Connection[Any]) -> None:
    born = read_statistics(people, PERSON).tables["people_person"].columns["born"]
    assert len(born.bounds) == 99
    assert all(re.fullmatch(r"19[56]\d-\d\d", str(bound)) for bound in born.bounds)
    assert born.values == ()


def test_texts_are_told_where_somebody_allowed_them(people: psycopg.Connection[Any]) -> None:
    statistics = read_statistics(people, PERSON, allow=["people.Person.language"])
    language = statistics.tables["people_person"].columns["language"]
    assert language.values == ("en", "es")
    assert language.frequencies == pytest.approx([0.8, 0.2], abs=0.01)
    assert "Marked" not in dumps(statistics)


@pytest.mark.parametrize(
    ("label", "problem", "advice"),
    [
        ("people.Person.langauge", "no column", "Did you mean 'people.Person.language'"),
        ("people.Person.id", "is a key", "never exported"),
        ("people.Person.household_id", "is a reference", "never exported"),
    ],
)
def test_what_cannot_be_allowed_is_refused(
    empty: psycopg.Connection[Any], label: str, problem: str, advice: str
) -> None:
    with pytest.raises(VolumeError, match=problem) as caught:
        read_statistics(empty, PERSON, allow=[label])
    assert advice in caught.value.advice


def test_a_table_of_few_rows_tells_its_size_alone(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE TABLE thing AS SELECT 'it' AS language FROM generate_series(1, 19)")
    empty.execute("ANALYZE thing")
    thing = read_statistics(empty, [LANGUAGE], allow=[LANGUAGE.label]).tables["thing"]
    assert thing.rows == 19
    assert thing.columns["language"].frequencies == ()
    assert thing.columns["language"].null_fraction is None
    assert thing.columns["language"].left_out == "all: fewer than 20 rows"


def test_a_table_that_was_never_analysed_is_said(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE TABLE thing AS SELECT 'it' AS language FROM generate_series(1, 99)")
    thing = read_statistics(empty, [LANGUAGE]).tables["thing"]
    assert thing.rows is None
    assert thing.left_out == "rows: never analysed; run ANALYZE thing"
    assert thing.columns["language"].left_out == "all: never analysed; run ANALYZE thing"


def test_an_empty_table_has_no_rows(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE TABLE thing (language text)")
    thing = read_statistics(empty, [LANGUAGE]).tables["thing"]
    assert (thing.rows, thing.bytes, thing.index_bytes) == (0, 8192, 0)


def test_a_table_that_grew_since_is_estimated_anew(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE TABLE thing (language text) WITH (autovacuum_enabled = false)")
    fill = "INSERT INTO thing SELECT 'it' FROM generate_series(1, 10000)"
    for command in (fill, "ANALYZE thing", fill):
        empty.execute(command)
    thing = read_statistics(empty, [LANGUAGE]).tables["thing"]
    assert thing.rows == pytest.approx(20_000, rel=0.03)


@pytest.mark.parametrize("schema", ["public", '"odd.schema"'])
def test_partitions_are_summed(server: Server, schema: str) -> None:
    with server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")  # type: ignore[arg-type]
        connection.execute(f"SET search_path = {schema}")  # type: ignore[arg-type]
        connection.execute(PARTITIONED)
        connection.execute("ANALYZE thing")
        thing = read_statistics(connection, [LANGUAGE]).tables["thing"]
    assert thing.rows == 3000
    assert thing.columns["language"].frequencies == pytest.approx([0.5, 0.5])


def test_partitions_analysed_without_their_parent_are_said(
    empty: psycopg.Connection[Any],
) -> None:
    empty.execute(PARTITIONED)
    for partition in ("thing_low", "thing_high"):
        empty.execute(psycopg.sql.SQL("ANALYZE {}").format(psycopg.sql.Identifier(partition)))
    thing = read_statistics(empty, [LANGUAGE]).tables["thing"]
    assert thing.rows == 3000
    assert thing.columns["language"].left_out == "all: never analysed; run ANALYZE thing"


def test_tables_and_columns_that_are_not_there_are_said(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE SCHEMA s CREATE TABLE thing (id bigint)")
    columns = [Column("a.Thing.name", "s.thing", "name", Kind.TEXT), LANGUAGE]
    tables = read_statistics(empty, columns).tables
    assert tables["s.thing"].columns["name"].left_out == "all: no such column"
    assert tables["thing"].left_out == "all: no such table"


def test_a_column_that_holds_something_else_than_the_code_says(
    empty: psycopg.Connection[Any],
) -> None:
    empty.execute("CREATE TABLE thing AS SELECT 'Ann' AS language FROM generate_series(1, 99)")
    empty.execute("ANALYZE thing")
    kinds = (Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE, Kind.DATE)
    columns = [Column("t.T.l", "thing", "language", kind, ("it",)) for kind in kinds]
    files = [dumps(read_statistics(empty, [column])) for column in columns]
    assert not any("Ann" in file for file in files)


def test_nothing_is_written_and_the_session_stays_as_it_was(
    people: psycopg.Connection[Any],
) -> None:
    asked = "SHOW statement_timeout", "SHOW datestyle", "SHOW transaction_read_only"
    before = [people.execute(each).fetchone() for each in asked]
    xid = "SELECT pg_current_xact_id_if_assigned()"
    with people.transaction():
        read_statistics(people, PERSON)
        assert people.execute(xid).fetchone() == (None,)
    assert [people.execute(each).fetchone() for each in asked] == before


def test_a_lock_is_not_waited_for_without_end(empty: psycopg.Connection[Any]) -> None:
    empty.execute("CREATE TABLE thing (language text)")
    with psycopg.connect(empty.info.dsn) as other:
        other.execute("LOCK TABLE thing")
        with pytest.raises(VolumeError, match="due to statement timeout") as caught:
            read_statistics(empty, [LANGUAGE], seconds=0.2)
    assert "replica" in caught.value.advice
    assert read_statistics(empty, [LANGUAGE]).tables["thing"].rows == 0


def test_a_role_of_few_rights_gets_what_it_may_see(own_server: Server) -> None:
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        connection.execute("CREATE ROLE reader LOGIN IN ROLE pg_read_all_stats")
        connection.execute("GRANT SELECT (active, donated) ON people_person TO reader")
        name = connection.info.dbname
        with psycopg.connect(own_server.url(name, user="reader")) as humble:
            table = read_statistics(humble, PERSON).tables["people_person"]
    assert table.rows == 5002
    assert table.columns["active"].values == (False, True)
    hidden = "all: this role may not read the column; GRANT SELECT on it"
    assert table.columns["born"].left_out == hidden


def test_row_security_is_respected_and_said(own_server: Server) -> None:
    with own_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        connection.execute("ALTER TABLE people_person ENABLE ROW LEVEL SECURITY")
        connection.execute("CREATE ROLE tenant LOGIN IN ROLE pg_read_all_data")
        name = connection.info.dbname
        with psycopg.connect(own_server.url(name, user="tenant")) as humble:
            table = read_statistics(humble, PERSON).tables["people_person"]
    assert table.columns["active"].left_out.startswith("all: hidden by row-level security")


def test_a_connection_that_is_gone_is_said(own_server: Server) -> None:
    with psycopg.connect(own_server.url(), autocommit=True) as connection:
        with own_server.connect() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
        with pytest.raises(VolumeError, match="could not be read"):
            read_statistics(connection, PERSON)
