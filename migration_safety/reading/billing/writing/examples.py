"""Values that the old code and the new one both take, as far as there are such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migration_safety.reading.billing.touched import Touched
from migration_safety.reading.probing.rows import Values


class Examples:
    """`both`: of the old code's fields, else of the new one's alone."""

    def __init__(self, values: Values, models: Iterable[Touched]) -> None:
        self._values, self.both = values, True
        self._old: dict[tuple[str, str], Any] = {
            (one.model._meta.label_lower, each.name): each
            for one in models
            if one.old is not None
            for each in one.old._meta.local_concrete_fields
        }

    def value(self, field: Any, attempt: int) -> object:
        """One for the field of the new code; another one for each attempt."""
        old = self._was(field)
        usable = self.both and old is not None and not old.remote_field
        return self._values(old if usable else field, attempt)

    def lacking(self, field: Any) -> bool:
        """Whether it may be NULL."""
        old = self._was(field)
        return bool(field.null and (old is None or old.null))

    def _was(self, field: Any) -> Any:
        return self._old.get((field.model._meta.label_lower, field.name))
