"""Waits that end with what was waited for, or with an error that says what it was."""

from __future__ import annotations

from collections.abc import Callable

from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import DeadlineError


def until(seen: Callable[[], bool], what: str, *, seconds: float, advice: str = "") -> None:
    """Ask until it is so.  Raises DeadlineError, which says what is not so yet."""
    if not wait_until(seen, within=seconds):
        raise DeadlineError(f"{what}, also after {seconds:g} s.", advice)
