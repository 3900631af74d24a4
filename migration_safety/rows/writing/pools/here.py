"""Tasks one after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from migration_safety.rows.writing.pools.pool import Pool

Result = TypeVar("Result")


class Here(Pool):
    """A task has run when `submit` returns."""

    ahead = 1

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def dismiss(self, fn: Callable[..., None], /, *args: Any) -> None:
        fn(*args)
