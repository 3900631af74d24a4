"""Values that the old code and the new one both take, as far as there are such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migration_safety.reading.billing.touched import Touched
from migration_safety.reading.billing.writing.literals import allowed
from migration_safety.reading.probing.rows import Values

FEW = 10


class Examples:
    """`both`: of the old code's fields, else of the new one's alone."""

    def __init__(self, values: Values, models: Iterable[Touched], alias: str) -> None:
        self._values, self._alias, self.both = values, alias, True
        self._old: dict[tuple[str, str], Any] = {
            (one.model._meta.label_lower, each.name): each
            for one in models
            if one.old is not None
            for each in one.old._meta.local_concrete_fields
        }

    def value(self, field: Any, attempt: int) -> object:
        """One for the field of the new code; another one for each attempt."""
        old = self._was(field)
        if not self.both or old is None:
            return self._made(field, attempt)
        if old.remote_field:
            return self._referring(old, field, attempt)
        return self._made(old, attempt)

    def lacking(self, field: Any) -> bool:
        """Whether it may be NULL."""
        old = self._was(field)
        return bool(field.null and (old is None or old.null))

    def _made(self, field: Any, attempt: int) -> object:
        listed = allowed(field, field.model._meta.constraints)
        return listed[attempt // 2 % len(listed)] if listed else self._values(field, attempt)

    def _referring(self, old: Any, field: Any, attempt: int) -> object:
        """What was a reference may still be one."""
        target = old.remote_field.model._base_manager.using(self._alias).order_by("pk")
        found = list(target.values_list(old.target_field.attname, flat=True)[:FEW])
        return found[attempt // 2 % len(found)] if found else self._values(field, attempt)

    def _was(self, field: Any) -> Any:
        return self._old.get((field.model._meta.label_lower, field.name))
