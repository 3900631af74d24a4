"""What runs tasks, wherever that is."""

from __future__ import annotations

from concurrent.futures import Executor


class Pool(Executor):
    """`ahead` is how many tasks may be under way, so that no worker ever waits for one."""

    ahead: int
