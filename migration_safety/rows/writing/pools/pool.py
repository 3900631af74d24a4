"""What runs tasks, wherever that is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any


class Pool(Executor):
    """`ahead` is how many tasks may be under way, so that no worker ever waits for one."""

    ahead: int

    def dismiss(self, fn: Callable[..., None], /, *args: Any) -> None:
        """Let every worker that lasts longer than the pool do this in the end."""

    def stop(self) -> None:
        """End what is under way, as far as that is possible."""
