"""A suppression: who answers for a danger, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from migration_safety.core.operations.change import Source

# What a suppression names, instead of a rule, to answer for what could not be analysed.
NOT_ANALYSED = "unknown"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment in a migration, or one entry of the ledger.

    `rules` are ids or names as they are written, ids once they are judged.  `source` is the
    comment or the entry itself.  `problem` says why it is not honoured, `stale` that an
    entry fits no operation any more; `expired`: its last day, `until`, is over.  `unused`
    are those of its rules that found nothing where it stands.  `loss` is what a trial has
    measured, in words: it answers for that loss and for no other.
    """

    rules: tuple[str, ...]
    reason: str
    until: date | None = None
    owner: str = ""
    source: Source = field(default_factory=Source)
    problem: str = ""
    stale: bool = False
    expired: bool = False
    unused: tuple[str, ...] = ()
    loss: str = ""

    @property
    def holds(self) -> bool:
        """Whether it suppresses anything."""
        return not (self.problem or self.stale or self.expired)

    def answers(self, rule: str, loss: str) -> bool:
        """Whether it answers for that rule, and for that loss where one was measured."""
        return self.holds and rule in self.rules and self.loss == loss

    @property
    def answer(self) -> str:
        """ "the table has 12 rows; until 2027-01-31; owner platform"."""
        until = f"until {self.until.isoformat()}" if self.until else ""
        owner = f"owner {self.owner}" if self.owner else ""
        return "; ".join(filter(None, (self.reason, until, owner)))
