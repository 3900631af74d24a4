"""Tables that cannot be filled, all of them told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migration_safety.errors import VolumeError
from migration_safety.rows.models import Model, references


@dataclass(slots=True)
class Failed:
    """`errors` by label; of what refers to a table that failed, nobody knows whether it would."""

    errors: dict[str, VolumeError | None] = field(default_factory=dict)

    @contextmanager
    def noting(self, model: Model) -> Iterator[None]:
        """What goes wrong with a model is kept for later."""
        parents = {each.parent._meta.label for each in references(model)}
        try:
            yield
        except VolumeError as error:
            own = parents.isdisjoint(self.errors)
            self.errors[model._meta.label] = error if own else None

    def tell(self) -> None:
        """Raises VolumeError where anything went wrong."""
        told = list({str(each): each for each in self.errors.values() if each}.values())
        if len(told) == 1:
            raise told[0]
        if told:
            lines = (f"\n  {each}" for each in told)
            raise VolumeError(f"{len(told)} problems stand in the way:{''.join(lines)}")
