"""civicpulse is filled at any moment of its history, and its migrations run on these rows."""

from __future__ import annotations

from migration_safety.flows.filling import Filler
from tests.seeding.historical.conftest import History

# One that adds a unique constraint, one that fills rows in, the last one.
MOMENTS = ("accounts.0002", "tenants.0005", "outreach.0001", "people.0009", "voters.0006")


def test_every_table_of_every_moment_has_rows_that_its_constraints_take(history: History) -> None:
    filler = Filler("default", "report")

    for name in MOMENTS:
        filled = filler.fill(history.until(name))
        assert filled.unfilled == {}
        assert history.wrong() == []
        assert [table for table, rows in history.counts().items() if not rows] == []


def test_a_profile_is_followed_as_far_as_there_are_models(history: History) -> None:
    filled = Filler("default", "report").fill(history.until("accounts.0003"))

    rows = {each.label: each.rows for each in filled.volume}
    assert (
        rows.items()
        >= {"tenants.Tenant": 5, "accounts.User": 50, "accounts.PasswordHistory": 100}.items()
    )
    assert any("people.Person" in note for note in filled.notes)


def test_tables_that_hold_rows_are_left_alone(history: History) -> None:
    filler = Filler("default", rows={"accounts.User": 20})
    filler.fill(history.until("accounts.0001"))
    before = history.counts()

    filled = filler.fill(history.until("accounts.0002"))

    assert {each.table for each in filled.volume} == {
        "accounts_membership",
        "django_content_type",
        "auth_permission",
    }
    assert (
        history.counts().items()
        >= {k: v for k, v in before.items() if k.startswith("accounts")}.items()
    )


def test_a_factory_lends_its_values_to_the_model_as_it_was(history: History) -> None:
    Filler("default", rows={"accounts.User": 20}).fill(history.until("accounts.0001"))

    assert (
        history.one(
            "SELECT count(*) FROM accounts_user WHERE email = username || '@civicpulse.example'"
        )
        == 20
    )


def test_nothing_but_rows_is_left_behind(history: History) -> None:
    models = history.until("auth.0001")
    before = history.one("SELECT count(*) FROM pg_class")

    Filler("default").fill(models)

    assert history.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'migration%'") == 0
    assert history.one("SELECT count(*) FROM pg_class") == before


def test_some_rows_get_values_in_a_column_that_a_migration_has_added(history: History) -> None:
    filler = Filler("default", rows={"accounts.User": 40})
    filler.fill(history.until("accounts.0004"))

    filler.fill(history.until("accounts.0005"))

    count = "SELECT count(badge_number) FROM accounts_user"
    assert 0 < history.one(count) <= 20
    assert history.wrong() == []
