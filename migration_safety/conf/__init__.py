"""The optional settings.MIGRATION_SAFETY, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from migration_safety.conf.kinds import Check, by, checked, flag, path, paths, real, text, whole
from migration_safety.conf.profiles import profiles
from migration_safety.core.finding import Severity
from migration_safety.core.nearest import advice
from migration_safety.core.volume.shape import Shape
from migration_safety.errors import ConfigurationError

FAIL_ON = ("error", "warning", "never")
SANDBOXES = ("embedded", "none")
MAJOR_VERSIONS = range(10, 100)
DAY = 86_400
URLS = ("postgres://", "postgresql://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may set; docs/settings.md says what each is for."""

    sandbox: str = "embedded"
    postgresql_version: int = 16
    fail_on: str = "error"
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    ledger: str = ""
    advice: bool = False
    tenant: str = ""
    factories: tuple[str, ...] = ()
    template_databases: int = 8
    estimate_seconds: float = 60.0
    small_table_rows: int = 0
    check_seconds: float = 30.0
    profiles: Mapping[str, Shape] = field(default_factory=dict)
    gate_database: str = "default"
    gate_wait: float = 10.0
    gate_look: float = 1.0
    gate_exempt: tuple[str, ...] = ()


def sandbox(value: object, name: str) -> str:
    """A kind of sandbox or a URL; the message keeps the value to itself, for its password."""
    if isinstance(value, str) and (value in SANDBOXES or value.startswith(URLS)):
        return value
    kinds = "'embedded', 'none' or a URL that begins with 'postgresql://'"
    raise ConfigurationError(f"{name} names no sandbox.", f"Give it {kinds}.")


def fail_on(value: object, name: str) -> str:
    """One of the levels at which a run fails."""
    if isinstance(value, str) and value in FAIL_ON:
        return value
    raise ConfigurationError(f"{name} may not be {value!r}.", advice(str(value), FAIL_ON))


def check_seconds(value: object, name: str) -> float:
    """Seconds, of an option or of the settings."""
    try:
        value = float(value) if isinstance(value, str) else value
    except ValueError:
        raise ConfigurationError(f"{name} is no number.", "Give it seconds, 0 for none.") from None
    seconds: float = real(DAY)(value, name)
    return seconds


def _version(value: object, name: str) -> int:
    # True is an int to Python; 160004 is a server_version_num, a likely slip.
    if type(value) is int and value in MAJOR_VERSIONS:
        return value
    raise ConfigurationError(f"{name} may not be {value!r}.", "Give it a major version such as 16.")


def _rules(value: object, name: str) -> tuple[str, ...]:
    if isinstance(value, list | tuple | set) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ConfigurationError(f"{name} is no list of rule ids.", "Write it as ['MS101'].")


def _severity(value: object, name: str) -> Severity:
    for each in Severity:
        if value == each.label:
            return each
    labels = [each.label for each in Severity]
    raise ConfigurationError(f"{name} may not be {value!r}.", advice(str(value), labels))


def _file(value: object, name: str) -> str:
    if isinstance(value, str | Path) and "\0" not in str(value):
        return str(value)
    raise ConfigurationError(f"{name} names no file.", "Write it as BASE_DIR / 'ledger.toml'.")


def _alias(value: object, name: str) -> str:
    if value == "" or value in settings.DATABASES:
        return str(value)
    raise ConfigurationError(
        f"{name} may not be {value!r}.", advice(str(value), settings.DATABASES)
    )


def _addresses(value: object, name: str) -> tuple[str, ...]:
    good = isinstance(value, list | tuple) and all(
        isinstance(each, str) and each.startswith("/") for each in value
    )
    if good and isinstance(value, list | tuple):
        return tuple(value)
    raise ConfigurationError(f"{name} is no list of addresses.", "Write it as ['/status/'].")


CHECKS: dict[str, Check] = {
    "SANDBOX": sandbox,
    "POSTGRESQL_VERSION": _version,
    "FAIL_ON": fail_on,
    "ONLY": _rules,
    "SKIP": _rules,
    "SEVERITIES": by(text, _severity),
    "LEDGER": _file,
    "ADVICE": flag,
    "TENANT": path("tenants.Tenant", parts=2, empty=True),
    "FACTORIES": paths("people.factories.PersonFactory"),
    "ESTIMATE_SECONDS": real(),
    "SMALL_TABLE_ROWS": whole(0),
    "TEMPLATE_DATABASES": whole(0),
    "CHECK_SECONDS": check_seconds,
    "PROFILES": profiles,
    "GATE_DATABASE": _alias,
    "GATE_WAIT": real(DAY),
    "GATE_LOOK": real(DAY),
    "GATE_EXEMPT": _addresses,
}


def configuration() -> Settings:
    """The settings of the project, read anew so that override_settings works."""
    given = getattr(settings, "MIGRATION_SAFETY", {})
    valid = checked(given, CHECKS, "settings.MIGRATION_SAFETY")
    return Settings(**{key.lower(): value for key, value in valid.items()})
