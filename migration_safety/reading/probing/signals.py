"""Models saved and deleted without a word to the project's receivers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db.models import signals

SENT = (
    signals.pre_init,
    signals.post_init,
    signals.pre_save,
    signals.post_save,
    signals.pre_delete,
    signals.post_delete,
    signals.m2m_changed,
)


@contextmanager
def muted() -> Iterator[None]:
    """Receivers of every model would hear of historical ones too, and act on them."""
    with ExitStack() as stack:
        for signal in SENT:
            stack.enter_context(_deaf(signal))
        yield


@contextmanager
def _deaf(signal: Any) -> Iterator[None]:
    receivers, signal.receivers = signal.receivers, []
    signal.sender_receivers_cache.clear()
    try:
        yield
    finally:
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()
