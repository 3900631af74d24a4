"""The alias "gated" on a database of its own, and a driver that turns its gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker
from pytest_django import Settings as DjangoSettings

from civicpulse.database import from_url
from migration_safety.gate.presence import forget
from tests.gate import addresses

MIDDLEWARE = ["migration_safety.gate.GateMiddleware"]
QUICK = {"GATE_DATABASE": "gated", "GATE_LOOK": 0, "GATE_WAIT": 20}

AddAlias = Callable[..., BaseDatabaseWrapper]


@pytest.fixture
def add_alias(
    django_db_blocker: DjangoDbBlocker, settings: DjangoSettings, database_url: str
) -> Iterator[AddAlias]:
    """add_alias(**settings) makes "gated" anew, with these settings besides its address."""
    settings.MIDDLEWARE = MIDDLEWARE
    forget()
    addresses.asked.clear()

    def add(**given: Any) -> BaseDatabaseWrapper:
        address = from_url(database_url)
        options = address["OPTIONS"] | given.pop("OPTIONS", {})
        kept = {"CONN_MAX_AGE": None}
        made = connections.settings["default"] | address | kept | given | {"OPTIONS": options}
        connections.settings["gated"] = made
        settings.MIGRATION_SAFETY = QUICK
        return connections["gated"]

    with django_db_blocker.unblock():
        yield add
        connections["gated"].close()
        connections["gated"].close_pool()
    del connections["gated"], connections.settings["gated"]


@pytest.fixture
def alias(add_alias: AddAlias) -> BaseDatabaseWrapper:
    """With connections that stay, as most sites have them."""
    return add_alias()


@pytest.fixture
def driver(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection
