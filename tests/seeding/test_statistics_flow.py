"""Statistics of one database, exported, and another one filled by them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.plugins.civic import Civic
from tests.plugins.servers import NEWEST, start

ODD = Path(__file__).with_name("odd_shape.sql").read_text("utf-8")
# What cannot be had: the factory's texts are longer.
UNREACHABLE = {("audit_entry", "object_id", "average width")}
CHECK = "as in the statistics file"
TEXTS = {
    "accounts_user": ("username", "email", "job_title", "badge_number"),
    "audit_entry": ("object_id", "user_agent"),
    "outreach_contactattempt": ("note",),
    "people_person": ("given_name", "family_name", "search_name", "email", "phone", "language"),
    "tenants_tenant": ("name", "slug"),
    "voters_voterrecord": ("registration_number", "precinct"),
}
# Names of columns and reasons hold short words as well.
LONG = 6


@pytest.fixture(scope="module")
def production(civic_template: str) -> Iterator[Civic]:
    """A database of an odd shape."""
    server, name = start(NEWEST), f"{civic_template}_odd_{os.urandom(4).hex()}"
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with server.connect() as connection:
        connection.execute(made.format(*map(sql.Identifier, (name, civic_template))))
        civic = Civic(server.url(name))
        civic.seeded("--profile", "report")
        with civic.connect() as its:
            its.execute(ODD.encode())
        yield civic
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def file(production: Civic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was exported of it."""
    path = tmp_path_factory.mktemp("statistics") / "statistics.json"
    production.seeded("--export-statistics", str(path))
    return path


def check(report: dict[str, Any]) -> dict[str, Any]:
    """The check of the likeness."""
    (found,) = (each for each in report["checks"] if each["name"] == CHECK)
    return dict(found)


def section(report: dict[str, Any], title: str) -> list[list[str]]:
    """The rows of a section."""
    (found,) = (each["rows"] for each in report["sections"] if each["title"] == title)
    return list(found)


def apart(report: dict[str, Any]) -> set[tuple[str, ...]]:
    """The measures that are not close, which come first."""
    close, of = (int(word) for word in check(report)["message"].split() if word.isdecimal())
    rows = section(report, "Compared with statistics.json")
    assert len(rows) == of > 200
    return {tuple(row[:3]) for row in rows[: of - close]}


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "seed"), [(1, "0"), (1, "2"), (2, "1")])
def test_the_data_have_the_statistics_of_the_file(
    civic: Civic, file: Path, scale: int, seed: str
) -> None:
    report = civic.seeded("--statistics", str(file), "--scale", str(scale), "--seed", seed)
    assert civic.count("people_person") == 1000 * scale
    assert civic.count("tenants_tenant") == 5
    assert apart(report) == UNREACHABLE
    assert check(report)["status"] == "warning"
    assert all(each["status"] != "failed" for each in report["checks"])


@pytest.mark.slow
def test_the_same_file_and_seed_give_the_same_rows(
    new_civic: Callable[[], Civic], file: Path
) -> None:
    tables = ("people_person", "outreach_contactattempt", "audit_entry")
    one, two = new_civic(), new_civic()
    one.seeded("--statistics", str(file), "--workers", "1")
    two.seeded("--statistics", str(file), "--workers", "2")
    assert one.digest(*tables) == two.digest(*tables)


@pytest.mark.slow
def test_texts_that_cannot_be_as_wide_are_named(civic: Civic, file: Path) -> None:
    report = civic.seeded("audit.Entry", "--statistics", str(file))
    assert [each for each in report["notes"] if each.startswith("audit_entry.object_id: ")]


@pytest.mark.parametrize("table", TEXTS)
def test_no_text_of_the_data_is_in_the_file(production: Civic, file: Path, table: str) -> None:
    text = file.read_text("utf-8")
    columns = sql.SQL(", ").join(map(sql.Identifier, TEXTS[table]))
    query = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table))
    with production.connect() as connection:
        cells = {str(cell) for row in connection.execute(query) for cell in row}
    found = [cell for cell in cells if len(cell) >= LONG and cell in text]
    assert len(cells) > 4
    assert found == []


def test_the_file_is_the_same_each_time(production: Civic, file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    production.seeded("--export-statistics", str(again))
    assert again.read_bytes() == file.read_bytes()


def test_a_dash_is_standard_output(production: Civic, file: Path) -> None:
    done = production.seed("--export-statistics", "-")
    assert done.returncode == 0
    assert done.stdout == file.read_text("utf-8")


def test_an_export_writes_nothing(civic: Civic, tmp_path: Path) -> None:
    (name,) = civic.one("SELECT current_database()")
    with civic.connect() as connection:
        query = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
        connection.execute(query.format(sql.Identifier(name)))
    report = civic.seeded("--export-statistics", str(tmp_path / "statistics.json"))
    assert report["sections"][1]["title"] == "Columns"
    assert civic.one("SELECT to_regnamespace('migration_safety')") == (None,)


def test_an_export_of_some_models_has_their_tables_alone(production: Civic, tmp_path: Path) -> None:
    path = tmp_path / "statistics.json"
    production.seeded("people.Person", "voters", "--export-statistics", str(path))
    tables = json.loads(path.read_text("utf-8"))["tables"]
    assert set(tables) == {"people_person", "voters_voterrecord", "voters_participation"}


def test_values_that_are_allowed_are_taken_along(
    production: Civic, civic: Civic, tmp_path: Path
) -> None:
    path = tmp_path / "statistics.json"
    allow = ("--allow-values", "people.Person.language")
    production.seeded("--export-statistics", str(path), *allow)
    civic.seeded("people.Person", "--statistics", str(path))
    query = "SELECT avg((language = 'en')::int), count(DISTINCT language) FROM {}"
    share, distinct = civic.one(query, "people_person")
    assert float(share) == pytest.approx(0.5, abs=0.08)
    assert distinct == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--export-statistics", "{}/x", "--allow-values", "people.Person.nam"), "no column"),
        (("--export-statistics", "{}/x", "--allow-values", "people.Person.id"), "never exported"),
        (("--export-statistics", "{}"), "is a folder"),
        (("--export-statistics", "{}/no/x"), "does not exist"),
        (("nobody", "--export-statistics", "{}/x"), "no model or app 'nobody'"),
        (("--allow-values", "people.Person.language"), "Give --export-statistics FILE"),
    ],
)
def test_what_cannot_be_exported_or_read_is_said_in_a_line(
    civic: Civic, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    line = civic.refused(*(each.format(tmp_path) for each in arguments))
    assert says in line
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_wrong_fills_nothing(civic: Civic, tmp_path: Path) -> None:
    path = tmp_path / "statistics.json"
    path.write_text("{}", "utf-8")
    assert "This is no statistics file" in civic.refused("--statistics", str(path))
    assert civic.count("people_person") == 0


def test_a_number_of_rows_goes_before_that_of_the_file(civic: Civic, file: Path) -> None:
    rows = civic.rows(
        "people.Person", "voters", "--statistics", str(file), "--rows", "people.Person=90"
    )
    assert rows["people.Person"] == 90
    assert set(rows) == {"people.Person", "voters.VoterRecord", "tenants.Tenant"}
    assert rows["tenants.Tenant"] == 5


def test_a_dry_run_tells_the_rows_and_compares_nothing(civic: Civic, file: Path) -> None:
    report = civic.seeded("--statistics", str(file), "--scale", "3", "--dry-run")
    rows = {each["label"]: each["rows"] for each in report["tables"]}
    assert rows["people.Person"] == 3000
    assert report["checks"] == []
    assert civic.count("people_person") == 0


def test_models_that_the_file_does_not_know_get_nothing(civic: Civic, file: Path) -> None:
    line = civic.refused("cms", "--statistics", str(file))
    assert "statistics.json counts no row of cms." in line


def test_tables_that_the_project_lacks_are_noted(civic: Civic, file: Path, tmp_path: Path) -> None:
    document = json.loads(file.read_text("utf-8"))
    document["tables"]["shop_item"] = {"rows": 7}
    path = tmp_path / "more.json"
    path.write_text(json.dumps(document), "utf-8")
    report = civic.seeded("tenants.Tenant", "--statistics", str(path), "--dry-run")
    assert "more.json has tables that this project has not: shop_item." in report["notes"]


def test_another_file_does_not_go_on_with_a_run(civic: Civic, file: Path, tmp_path: Path) -> None:
    civic.seeded("tenants.Tenant", "--statistics", str(file))
    with civic.connect() as connection:
        connection.execute("UPDATE migration_safety.run SET finished = NULL")
    path = tmp_path / "other.json"
    path.write_text(file.read_text("utf-8") + "\n", "utf-8")
    line = civic.refused("tenants.Tenant", "--statistics", str(path))
    assert "the hash of the statistics file was" in line


@pytest.mark.slow
def test_sqlite_is_filled_by_a_file_but_has_none_to_give(
    sqlite_civic: Civic, file: Path, tmp_path: Path
) -> None:
    path = str(tmp_path / "statistics.json")
    assert "PostgreSQL" in sqlite_civic.refused("--export-statistics", path)
    report = sqlite_civic.seeded("people.Person", "--statistics", str(file))
    assert check(report)["status"] == "skipped"
    assert {each["label"]: each["rows"] for each in report["tables"]}["people.Person"] == 1000


def test_the_help_names_the_options(civic: Civic) -> None:
    shown = civic.seed("--help").stdout
    assert "--statistics FILE" in shown
    assert "--export-statistics FILE" in shown
    assert "--allow-values COLUMN" in shown


def test_the_connection_of_an_export_may_be_of_a_role_that_only_reads(
    production: Civic, tmp_path: Path
) -> None:
    with production.connect() as connection:
        connection.execute("CREATE ROLE watcher LOGIN IN ROLE pg_read_all_data")
    try:
        url = production.url.replace("postgres@", "watcher@", 1)
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.Error):
            connection.execute("DELETE FROM people_person")
        report = Civic(url).seeded("--export-statistics", str(tmp_path / "statistics.json"))
    finally:
        with production.connect() as connection:
            connection.execute("DROP ROLE watcher")
    assert dict(section(report, "Columns"))["with statistics"] != "0"
