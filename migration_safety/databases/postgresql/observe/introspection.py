"""Django's introspection, marked so that its reading of the catalog is not recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from django.db.backends.base.introspection import BaseDatabaseIntrospection


class Unrecorded:
    """Stands in for `connection.introspection`: its queries are no part of a migration."""

    def __init__(
        self,
        introspection: BaseDatabaseIntrospection,
        pause: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._introspection = introspection
        self._pause = pause

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._introspection, name)
        if not callable(attribute):
            return attribute

        @wraps(attribute)
        def unrecorded(*args: Any, **kwargs: Any) -> Any:
            with self._pause():
                return attribute(*args, **kwargs)

        return unrecorded
