"""settings.MIGRATION_SAFETY is checked: a slip is named, never ignored."""

from __future__ import annotations

import pytest
from pytest_django import Settings as DjangoSettings

from migration_safety.conf import Settings, configuration
from migration_safety.errors import ConfigurationError


def test_without_settings_the_defaults_hold(settings: DjangoSettings) -> None:
    del settings.MIGRATION_SAFETY
    assert configuration() == Settings()


def test_values_are_taken_and_frozen(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"POSTGRESQL_VERSION": 18, "ONLY": ["MS101"], "FAIL_ON": "warning"}
    assert configuration() == Settings(postgresql_version=18, only=("MS101",), fail_on="warning")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"SANDBX": "none"}, "no key 'SANDBX'. Did you mean 'SANDBOX'?"),
        ({"nonsense": 1}, "no key 'nonsense'. Choose from: FAIL_ON, ONLY"),
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
        (["SANDBOX"], "settings.MIGRATION_SAFETY is no dict"),
    ],
)
def test_a_wrong_setting_is_named(settings: DjangoSettings, given: object, says: str) -> None:
    settings.MIGRATION_SAFETY = given
    with pytest.raises(ConfigurationError) as caught:
        configuration()
    assert says in str(caught.value)


def test_a_password_in_a_wrong_url_is_not_repeated(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"SANDBOX": "mysql://me:secret@host/db"}
    with pytest.raises(ConfigurationError) as caught:
        configuration()
    assert "secret" not in str(caught.value)
