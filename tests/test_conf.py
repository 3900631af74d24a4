"""settings.MIGRATION_SAFETY is checked: a slip is named, never ignored."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings as DjangoSettings

from migration_safety.conf import Settings, configuration
from migration_safety.conf.profiles import SHAPE
from migration_safety.core.finding import Severity
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import ConfigurationError
from tests.project import ROOT


def test_without_settings_the_defaults_hold(settings: DjangoSettings) -> None:
    del settings.MIGRATION_SAFETY
    assert configuration() == Settings()


def test_values_are_taken_and_frozen(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"POSTGRESQL_VERSION": 18, "ONLY": ["MS101"], "FAIL_ON": "warning"}
    assert configuration() == Settings(postgresql_version=18, only=("MS101",), fail_on="warning")


def test_a_profile_becomes_a_shape(settings: DjangoSettings) -> None:
    shape = {
        "rows": {"people.Person": 1000, "people.Tag": 0},
        "tenants": 5,
        "skew": 0,
        "skews": {"people.Person.household": 1.5},
        "nulls": {"people.Person.household": 1},
        "days": 30,
        "growth": 2,
    }
    settings.MIGRATION_SAFETY = {"PROFILES": {"report": shape, "none": {}}}
    assert configuration().profiles == {"report": Shape(**shape), "none": Shape()}


def test_what_seeding_reads_is_taken(settings: DjangoSettings) -> None:
    factory = "people.factories.PersonFactory"
    settings.MIGRATION_SAFETY = {"TENANT": "tenants.Tenant", "FACTORIES": [factory]}
    assert configuration() == Settings(tenant="tenants.Tenant", factories=(factory,))


def test_what_is_accepted_is_taken(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"SEVERITIES": {"MS101": "info"}, "LEDGER": Path("ledger.toml")}
    found = Settings(severities={"MS101": Severity.INFO}, ledger="ledger.toml")
    assert configuration() == found


def test_a_project_without_tenants_may_say_so(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"TENANT": ""}
    assert configuration() == Settings()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"SANDBX": "none"}, "no key 'SANDBX'. Did you mean 'SANDBOX'?"),
        ({"nonsense": 1}, "no key 'nonsense'. Choose from: ADVICE, CHECK_SECONDS"),
        ({1: 1}, "no key 1"),
        ({"SANDBOX": True}, "SANDBOX in settings.MIGRATION_SAFETY names no sandbox"),
        ({"SANDBOX": "dockr"}, "names no sandbox"),
        ({"POSTGRESQL_VERSION": "16"}, "may not be '16'. Give it a major version such as 16."),
        ({"POSTGRESQL_VERSION": 160004}, "may not be 160004"),
        ({"POSTGRESQL_VERSION": True}, "may not be True"),
        ({"FAIL_ON": "warn"}, "may not be 'warn'. Did you mean 'warning'?"),
        ({"FAIL_ON": None}, "may not be None"),
        ({"ONLY": "MS101"}, "ONLY in settings.MIGRATION_SAFETY is no list of rule ids"),
        ({"SKIP": [101]}, "SKIP in settings.MIGRATION_SAFETY is no list of rule ids"),
        ({"SEVERITIES": ["MS101"]}, "SEVERITIES in settings.MIGRATION_SAFETY is no dict"),
        ({"SEVERITIES": {"MS101": "warn"}}, "may not be 'warn'. Did you mean 'warning'?"),
        ({"SEVERITIES": {"MS101": 2}}, "'MS101' in SEVERITIES in settings.MIGRATION_SAFETY may"),
        ({"LEDGER": None}, "LEDGER in settings.MIGRATION_SAFETY names no file"),
        (["SANDBOX"], "settings.MIGRATION_SAFETY is no dict"),
        ({"TENANT": "Tenant"}, "may not be 'Tenant'. Write it as 'tenants.Tenant'."),
        ({"TENANT": "civic.tenants.Tenant"}, "TENANT in settings.MIGRATION_SAFETY may not be"),
        ({"TENANT": "tenants. Tenant"}, "TENANT in settings.MIGRATION_SAFETY may not be"),
        ({"TENANT": None}, "may not be None"),
        ({"FACTORIES": "people.factories"}, "FACTORIES in settings.MIGRATION_SAFETY is no list"),
        ({"FACTORIES": ["PersonFactory"]}, "Write it as 'people.factories.PersonFactory'."),
        ({"FACTORIES": [int]}, "An item of FACTORIES in settings.MIGRATION_SAFETY may not be"),
        ({"PROFILES": ["report"]}, "PROFILES in settings.MIGRATION_SAFETY is no dict"),
        ({"PROFILES": {1: {}}}, "A key of PROFILES in settings.MIGRATION_SAFETY may not be 1"),
        ({"PROFILES": {"": {}}}, "may not be ''. Give it a text."),
        ({"PROFILES": {"report": 5}}, "'report' in PROFILES in settings.MIGRATION_SAFETY is no"),
    ],
)
def test_a_wrong_setting_is_named(settings: DjangoSettings, given: object, says: str) -> None:
    settings.MIGRATION_SAFETY = given
    with pytest.raises(ConfigurationError) as caught:
        configuration()
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"row": {}}, "'report' in PROFILES in settings.MIGRATION_SAFETY has no key 'row'."),
        ({"row": {}}, "Did you mean 'rows'?"),
        ({"scale": 2}, "has no key 'scale'"),
        ({"rows": 5}, "rows in 'report' in PROFILES in settings.MIGRATION_SAFETY is no dict"),
        ({"rows": {"Person": 5}}, "may not be 'Person'. Write it as 'people.Person'."),
        ({"rows": {5: 5}}, "A key of rows in 'report' in PROFILES"),
        ({"rows": {"people.Person": -1}}, "'people.Person' in rows in 'report' in PROFILES"),
        ({"rows": {"people.Person": "1e6"}}, "Give it a whole number, 0 or more."),
        ({"rows": {"people.Person": 1.5}}, "may not be 1.5"),
        ({"rows": {"people.Person": True}}, "may not be True"),
        ({"tenants": 0}, "may not be 0. Give it a whole number, 1 or more."),
        ({"tenants": None}, "may not be None"),
        ({"skew": -0.5}, "may not be -0.5. Give it a number, 0 or more."),
        ({"skew": float("nan")}, "may not be nan"),
        ({"skew": float("inf")}, "may not be inf"),
        ({"skew": True}, "may not be True"),
        ({"skews": {"people.Person": 1}}, "Write it as 'people.Person.household'."),
        ({"nulls": {"people.Person.email": 1.1}}, "Give it a number, from 0 to 1."),
        ({"days": 1.0}, "days in 'report' in PROFILES in settings.MIGRATION_SAFETY may not be 1.0"),
        ({"growth": "3"}, "may not be '3'"),
    ],
)
def test_a_wrong_profile_is_named(settings: DjangoSettings, given: object, says: str) -> None:
    settings.MIGRATION_SAFETY = {"PROFILES": {"report": given}}
    with pytest.raises(ConfigurationError) as caught:
        configuration()
    assert says in str(caught.value)


def test_a_password_in_a_wrong_url_is_not_repeated(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"SANDBOX": "mysql://me:secret@host/db"}
    with pytest.raises(ConfigurationError) as caught:
        configuration()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", SHAPE)
def test_every_key_of_a_profile_is_documented(key: str) -> None:
    assert f"| `{key}` |" in (ROOT / "docs" / "settings.md").read_text("utf-8")
