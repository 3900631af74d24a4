"""The vendors whose databases trials are made on: a module for each, with the same doors."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import TracebackType
from typing import Any, Protocol, Self

VENDORS = {
    "postgresql": "migration_safety.databases.postgresql.trials",
    "sqlite": "migration_safety.databases.sqlite.trials",
}


class Sandbox(Protocol):
    """A database that is made for a trial and dropped after it; a context manager."""

    vendor: str

    @property
    def address(self) -> str:
        """Where it is, secrets included."""

    def copy(self) -> Sandbox:
        """Another one that begins as a copy of this one, to which nobody may be connected."""

    def stay(self) -> object:
        """Do not drop it when the block ends well; what to tell whoever asked for that."""

    def settings(self, project: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An entry for DATABASES: the project's own, led to it."""

    def __enter__(self) -> Self:
        """Make it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop it."""


def vendor(name: str) -> Any:
    """The doors of that vendor; the name is that of Django's connections."""
    return import_module(VENDORS[name])
