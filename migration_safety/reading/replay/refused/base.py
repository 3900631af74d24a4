"""The wrapper that Django makes for an alias no sandbox stands in for."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.utils.connection import ConnectionDoesNotExist


def DatabaseWrapper(settings: dict[str, Any], alias: str) -> BaseDatabaseWrapper:
    """Called as Django calls the class of a backend: a wrapper of the alias's own, cut off.

    Whatever asks for the vendor, a feature or a quoted name is answered as ever.
    """
    engine: type[BaseDatabaseWrapper] = load_backend(settings["REFUSED_ENGINE"]).DatabaseWrapper
    doors = dict.fromkeys(("ensure_connection", "connect", "get_new_connection"), _refuse)
    refused: type[BaseDatabaseWrapper] = type("Refused", (engine,), doors)
    return refused(settings, alias)


def _refuse(wrapper: BaseDatabaseWrapper, *args: object) -> NoReturn:
    raise ConnectionDoesNotExist(
        f"the migration reaches for the database {wrapper.alias!r}, which the sandbox does "
        f"not stand in for; use schema_editor.connection.alias, or guard with a router"
    )
