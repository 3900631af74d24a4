"""Who watches a long work."""

from __future__ import annotations

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
