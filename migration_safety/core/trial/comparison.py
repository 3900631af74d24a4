"""Two moments of a trial that should be alike, compared: schema and data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from migration_safety.core.trial.data.alteration import Alteration, Verdict
from migration_safety.core.trial.schema.difference import Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """`schema` holds every difference, drift included; `data` a verdict for every column, those
    of which nothing is known included.

    `objects` of the schema were compared; of what `unread` names, less than all that it is.
    """

    schema: tuple[Difference, ...] = ()
    data: tuple[Alteration, ...] = ()
    objects: int = 0
    unread: tuple[str, ...] = ()

    @property
    def damage(self) -> tuple[Difference, ...]:
        """What differs in more than a name or an order."""
        return tuple(each for each in self.schema if not each.drift)

    @property
    def drift(self) -> tuple[Difference, ...]:
        """What has another name, or stands in another order."""
        return tuple(each for each in self.schema if each.drift)

    @property
    def altered(self) -> tuple[Alteration, ...]:
        """The columns and tables whose contents are not what they were."""
        return tuple(each for each in self.data if each.proven and not _same(each))

    @property
    def unproven(self) -> tuple[Alteration, ...]:
        """Those of which nothing is known."""
        return tuple(each for each in self.data if not each.proven)

    @property
    def proven(self) -> int:
        """How many columns are known to hold what they held."""
        return sum(_same(each) for each in self.data)

    def beyond(self, others: Iterable[Comparison]) -> Comparison:
        """What it shows that none of the others does."""
        every = tuple(others)
        schema = {(each.label, each.change) for other in every for each in other.schema}
        data = {(each.table, each.column) for other in every for each in other.altered}
        return replace(
            self,
            schema=tuple(each for each in self.schema if (each.label, each.change) not in schema),
            data=tuple(each for each in self.data if (each.table, each.column) not in data),
        )


def _same(each: Alteration) -> bool:
    return each.verdict is Verdict.IDENTICAL
