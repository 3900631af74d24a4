"""Who watches a long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Progress(Protocol):
    """Told what is being done, and how far a table has come."""

    def __call__(self, message: str) -> None: ...

    def table(self, label: str, done: int, total: int) -> None: ...


class Silent:
    """Nobody watches."""

    def __call__(self, message: str) -> None:
        """Nothing is said."""

    def table(self, label: str, done: int, total: int) -> None:
        """Nothing is shown."""


class Spoken(Silent):
    """Told what is being done, not how far it has come."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def __call__(self, message: str) -> None:
        """In a line of its own."""
        self._say(message)
