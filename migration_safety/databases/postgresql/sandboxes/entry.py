"""The entry for DATABASES that leads a project to a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.db.utils import load_backend

# OPTIONS of the project that lead to its own server, or need what only that one has.
STEERING = frozenset(
    {
        *("service", "servicefile", "passfile", "host", "hostaddr", "port", "user", "password"),
        *("dbname", "pool", "assume_role", "target_session_attrs", "load_balance_hosts"),
        *("sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslcrl", "sslcrldir"),
        *("sslnegotiation", "channel_binding", "require_auth", "requirepeer", "gssencmode"),
    }
)
PLACES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}


def entry(project: Mapping[str, Any], address: Mapping[str, str]) -> dict[str, Any]:
    """The project's own entry, led to the database at that address (libpq's parameters).

    What shapes a session stays as it is in production (engine, time zone, isolation level,
    `-c lock_timeout=...`); what leads to a server is replaced.
    """
    address, found = dict(address), deepcopy(dict(project))
    if not _is_postgresql(found.get("ENGINE", "")):
        found |= {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    options = {
        name: value for name, value in (found.get("OPTIONS") or {}).items() if name not in STEERING
    }
    places = {setting: address.pop(name, "") for name, setting in PLACES.items()}
    flags = [str(each.pop("options", "")) for each in (options, address)]
    if any(flags):
        options["options"] = " ".join(flags).strip()
    found |= {**places, "NAME": address.pop("dbname")}
    found["OPTIONS"] = {**options, **address}
    return found


def _is_postgresql(engine: str) -> bool:
    """Whether a database backend speaks PostgreSQL, be it Django's own or one built on it."""
    return bool(engine) and load_backend(engine).DatabaseWrapper.vendor == "postgresql"
