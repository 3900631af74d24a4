"""Tables that cannot be filled, all of them told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from migration_safety.errors import VolumeError
from migration_safety.rows.models import Model, references


@dataclass(slots=True)
class Failed:
    """`errors` by label; `followed` are those of tables that refer to one that failed."""

    errors: dict[str, VolumeError] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)

    @contextmanager
    def noting(self, model: Model) -> Iterator[None]:
        """What goes wrong with a model is kept for later."""
        parents = {each.parent._meta.label for each in references(model)}
        try:
            yield
        except VolumeError as error:
            if not parents.isdisjoint(self.errors):
                self.followed.add(model._meta.label)
            self.errors[model._meta.label] = error

    def tell(self) -> None:
        """Raises VolumeError where anything went wrong."""
        # Of what refers to a table that failed, nobody knows whether it would.
        own = [each for label, each in self.errors.items() if label not in self.followed]
        told = list({str(each): each for each in own}.values())
        if len(told) == 1:
            raise told[0]
        if told:
            lines = (f"\n  {each}" for each in told)
            raise VolumeError(f"{len(told)} problems stand in the way:{''.join(lines)}")
