"""What somebody asks plan_blue_green for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.finding import Severity
from migration_safety.reading.graph.select import Wanted


@dataclass(frozen=True, slots=True)
class Request:
    """Migrations that the database `alias`, which is blue, has not applied.

    `observe` runs them on the server `sandbox`, which proves the compatibility of the releases;
    `fresh`: from the first on.  `strategy` is what somebody insists on, `pause` how many seconds
    requests may wait.  `statistics` is a file that tells how large the tables are, instead of
    the database; `evidence` are JSON reports of test_rollback and of rehearsals.  `only`,
    `skip`, `severities` and `ledger` are the rules'.
    """

    app_label: str = ""
    migration: str = ""
    since: str = ""
    alias: str = "default"
    observe: bool = False
    sandbox: str = "embedded"
    fresh: bool = False
    strategy: Strategy | None = None
    pause: float = 1.0
    statistics: Path | None = None
    evidence: Sequence[Path] = ()
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    ledger: Sequence[str | Path] = ()

    @property
    def wanted(self) -> Wanted:
        """The selection: a plan is made against what blue has applied."""
        named = bool(self.migration or self.since)
        return Wanted(self.app_label, self.migration, not named, False, self.since)
