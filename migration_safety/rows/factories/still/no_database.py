"""Building without a database: whoever asks one is told no."""

# mypy: untyped-calls-exclude="factory"

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections
from django.db.models.signals import post_init, pre_init
from factory.django import mute_signals


class DatabaseAsked(Exception):
    """Something that was to be built only wanted to read or to save."""


@contextmanager
def no_database() -> Iterator[None]:
    """Within it no connection of this thread can be used, and no model sends signals."""
    with ExitStack() as stack:
        for connection in connections.all():
            # On the object, not its class: other threads go on working.
            before = vars(connection).get("ensure_connection")
            vars(connection)["ensure_connection"] = _refuse
            stack.callback(_restore, connection, before)
            stack.enter_context(connection.execute_wrapper(_refuse))
        stack.enter_context(mute_signals(pre_init, post_init))
        yield


def _restore(connection: object, before: object) -> None:
    if before is None:
        del vars(connection)["ensure_connection"]
    else:
        vars(connection)["ensure_connection"] = before


def _refuse(*arguments: object) -> None:
    raise DatabaseAsked
