"""Confinement: while code of the project runs, none of its own databases can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionDoesNotExist

REFUSED = "migration_safety.reading.replay.refused"


class Unreachable:
    """Mixed into the wrapper of an alias: whatever needs no connection works as ever."""

    alias: str

    def connect(self) -> NoReturn:
        raise ConnectionDoesNotExist(
            f"the migration reaches for the database {self.alias!r}, which the sandbox does "
            f"not stand in for; use schema_editor.connection.alias, or guard with a router"
        )

    def ensure_connection(self) -> NoReturn:
        self.connect()

    def get_new_connection(self, conn_params: object) -> NoReturn:
        self.connect()


@contextmanager
def confined(alias: str, settings: Mapping[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Let `alias` lead to the database of `settings`, and every other alias to none."""
    stand_ins = {name: refusing(name, Unreachable) for name in connections.settings}
    with exchanged({**stand_ins, alias: settings}):
        yield connections[alias]


def refusing(alias: str, refusal: type) -> dict[str, Any]:
    """Settings of the alias's own backend with `refusal` mixed in."""
    engine = connections.settings[alias]["ENGINE"]
    return {"ENGINE": REFUSED, "REFUSED_ENGINE": engine, "REFUSAL": refusal}


@contextmanager
def exchanged(stand_ins: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Let each alias lead where its stand-in does.

    Code of the project that names no alias goes to "default": were that left as it is, a
    migration under test would write to the project's own database.  The settings are
    replaced as well as this thread's connections, for other threads connect by them; and
    who has kept such a connection finds it cut off.
    """
    entries = dict(connections.settings)
    opened = {each.alias: each for each in connections.all(initialized_only=True)}
    with ExitStack() as stack:
        for wrapper in opened.values():
            stack.enter_context(_cut_off(wrapper))
        try:
            for name, stand_in in stand_ins.items():
                connections.settings[name] = {**entries[name], **stand_in}
            _forget(entries)
            yield
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()
            _forget(entries)
            connections.settings.update(entries)
            for name, connection in opened.items():
                connections[name] = connection


@contextmanager
def _cut_off(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Its session is laid aside, and it cannot make another."""
    session, wrapper.connection = wrapper.connection, None
    vars(wrapper)["connect"] = lambda: Unreachable.connect(wrapper)  # type: ignore[arg-type]
    try:
        yield
    finally:
        del vars(wrapper)["connect"]
        wrapper.connection = session


def _forget(aliases: Mapping[str, Any]) -> None:
    initialized = {each.alias for each in connections.all(initialized_only=True)}
    for alias in initialized & set(aliases):
        del connections[alias]
