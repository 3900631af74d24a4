"""The search for what stops the way back, among scenarios of which some do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from migration_safety.core.trial.bills.written import Done
from migration_safety.reading.billing.run import Runner
from migration_safety.reading.billing.tools import Limits
from migration_safety.reading.billing.writing.scenarios import Scenario

Group = tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Blocking:
    """Scenarios that stop the way back, each by itself or, where several, together."""

    group: Group
    error: str


class Search:
    """`found` are those that stop it; `unsure` those that were left when the attempts ran out."""

    def __init__(self, runner: Runner, limits: Limits) -> None:
        self.found: list[Blocking] = []
        self.unsure: list[Scenario] = []
        self._runner, self._limits = runner, limits

    def among(self, groups: Sequence[Group], beside: Sequence[Scenario] = ()) -> None:
        """Halve the groups until those that stop it are known one by one."""
        if not groups:
            return
        chosen = [each for group in groups for each in group]
        if self._limits.reached(self._runner.attempts):
            self.unsure += chosen
            return
        error = self._runner.run([*beside, *chosen]).error
        if not error:
            return
        if len(chosen) == 1:
            self.found.append(Blocking(tuple(chosen), error))
            return
        parts = groups if len(groups) > 1 else [(each,) for each in groups[0]]
        known = len(self.found) + len(self.unsure)
        half = len(parts) // 2
        self.among(parts[:half], beside)
        self.among(parts[half:], beside)
        if known == len(self.found) + len(self.unsure):
            # Neither half does by itself.
            self.found.append(Blocking(tuple(chosen), error))


def grouped(scenarios: Iterable[Scenario]) -> list[Group]:
    """Those of one column, or of one kind, are likely to go one way."""
    ordered = sorted(scenarios, key=lambda it: (it.place, it.done is not Done.INSERTED))
    return [tuple(group) for _, group in groupby(ordered, key=lambda each: each.place)]
