"""seed_volume_data on real databases: what is asked for is there, and misuse is one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.plugins.civic import Civic
from tests.project import ROOT

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
REPORT = {
    "accounts.User": 50,
    "people.Person": 1_000,
    "outreach.ContactAttempt": 5_000,
    "voters.VoterRecord": 800,
    "accounts.PasswordHistory": 100,
    "audit.Entry": 62_600,
    "tenants.Tenant": 5,
}
FEW = ("--profile", "report", "--scale", "0.02")
FEW_ROWS = {
    "accounts.User": 1,
    "people.Person": 20,
    "outreach.ContactAttempt": 100,
    "voters.VoterRecord": 16,
    "accounts.PasswordHistory": 2,
    "audit.Entry": 1_252,
    "tenants.Tenant": 5,
}
EMPTY = """
    SELECT array_agg(relname::text) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      AND relname NOT LIKE 'django%%' AND NOT EXISTS (
        SELECT FROM pg_stats WHERE tablename = relname AND schemaname = 'public')
"""
OURS = "SELECT count(*) FROM pg_namespace WHERE nspname = 'migration_safety'"


def test_a_profile_at_scale_gives_so_many_rows(civic: Civic) -> None:
    assert civic.rows(*FEW) == FEW_ROWS
    assert civic.count("audit_entry") == 1_252
    assert civic.count("people_person") == 20


@pytest.mark.slow
def test_the_profile_report_has_exactly_its_rows(civic: Civic) -> None:
    assert civic.rows("--profile", "report") == REPORT
    assert civic.count("audit_entry") == 62_600


def test_without_a_selection_every_table_gets_rows(civic: Civic) -> None:
    rows = civic.rows("--scale", "0.02")
    assert rows["people.Person"] == rows["cms.Page"] == 20
    # ANALYZE found rows in all of them, but in those that Django keeps itself.
    (empty,) = civic.one(EMPTY)
    assert set(empty or ()) <= {"auth_permission"}


def test_an_app_and_a_model_bring_what_they_must_refer_to_and_no_more(civic: Civic) -> None:
    rows = civic.rows("outreach", "people.Tag", "--scale", "0.01")
    assert rows["outreach.Campaign"] == rows["people.Tag"] == 10
    assert {"people.Person", "tenants.Tenant"} <= set(rows)
    assert not {"audit.Entry", "cms.Page"} & set(rows)


def test_what_is_left_out_gets_no_rows(civic: Civic) -> None:
    rows = civic.rows("cms", "--exclude", "cms.Page_documents", "--scale", "0.01")
    assert "cms.Page" in rows
    assert "cms.Page_documents" not in rows


def test_rows_of_a_model_may_be_written_as_science_does(civic: Civic) -> None:
    assert civic.rows("--rows", "people.Person=2e2")["people.Person"] == 200


def test_the_number_of_tenants_is_not_scaled(civic: Civic) -> None:
    asked = ("people.Person", "--scale", "0.05", "--tenants", "3")
    assert civic.rows(*asked)["tenants.Tenant"] == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("people.Persn", "no model or app 'people.Persn'. Did you mean 'people.Person'?"),
        ("peple", "no model or app 'peple'. Did you mean 'people'?"),
        ("contenttypes", "No table of the app 'contenttypes' is filled"),
        ("--rows people=10", "'people' is an app, and a number of rows is for one model."),
        ("--profile reprot", "no profile 'reprot'. Did you mean 'report'?"),
        ("--locale xx_YY", "no locale 'xx_YY'."),
        ("--database other", "no database 'other' in DATABASES. Known are default."),
        ("--rows people.Person", "names no model and number. Write it as people.Person=1000"),
        ("--rows people.Person=many", "--rows people.Person may not be 'many'."),
        ("--rows people.Person=1.5", "--rows people.Person may not be 1.5."),
        ("--rows people.Person=inf", "--rows people.Person may not be inf."),
        ("--rows people.Person=1e18", "--rows people.Person may not be 1e18."),
        ("--scale nan", "--scale may not be nan."),
        ("--workers -1", "--workers may not be -1."),
        ("--tenants 0", "--tenants may not be 0."),
        ("--statistics nowhere.json", "nowhere.json"),
        ("--format docx", "no format 'docx'"),
        ("--clear", "Nothing was seeded in the database"),
        ("--repair", "Nothing was seeded in the database"),
        ("--clear people.Person", "--clear is for all that was seeded, and takes no selection."),
        ("--repair --rows people.Person=10", "--repair is for all that was seeded"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(civic: Civic, arguments: str, says: str) -> None:
    assert says in civic.refused(*arguments.split())
    assert civic.one(OURS) == (0,)


def test_more_rows_than_can_differ_are_refused_with_the_numbers(civic: Civic) -> None:
    asked = ("accounts.Membership=1e4", "accounts.User=10", "tenants.Tenant=5")
    line = civic.refused(*(part for each in asked for part in ("--rows", each)))
    assert "accounts.Membership cannot have 10,000 rows: only 50 differ" in line
    assert "(tenant_id, user_id)" in line
    assert civic.count("accounts_user") == 0
    assert civic.one(OURS) == (0,)


def test_a_dry_run_tells_rows_and_sizes_and_writes_nothing(civic: Civic) -> None:
    before = civic.schema()
    report = civic.seeded(*FEW, "--dry-run")
    assert {each["label"]: each["rows"] for each in report["tables"]} == FEW_ROWS
    assert all(each["bytes"] > 0 for each in report["tables"])
    assert civic.schema() == before
    assert civic.digest("audit_entry", "people_person", "tenants_tenant") == [(0, None)] * 3
    assert civic.one(OURS) == (0,)


def test_reports_keep_to_the_schema_and_go_to_files(civic: Civic, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("out.json", "out.md")]
    done = civic.seed(*FEW, *(f"--output={path}" for path in files))
    assert done.returncode == 0, done.stderr
    report = json.loads(files[0].read_text())
    Draft202012Validator(SCHEMA).validate(report)
    assert {each["label"]: each["rows"] for each in report["tables"]} == FEW_ROWS
    assert {each["status"] for each in report["checks"]} == {"passed", "skipped"}
    assert "| audit.Entry | 1,252 |" in files[1].read_text()
    assert "7 tables, 1,396 rows written" in done.stdout
    assert done.stderr == ""


def test_help_tells_the_options_with_examples(civic: Civic) -> None:
    said = civic.seed("--help").stdout
    assert "manage.py seed_volume_data --rows people.Person=1e6" in said
    assert "at the speed of COPY" in said


def test_filled_tables_are_not_filled_again_by_mistake(civic: Civic) -> None:
    civic.seeded(*FEW)
    line = civic.refused(*FEW)
    assert "were seeded before. Add more rows with --append" in line
    assert civic.count("people_person") == 20
