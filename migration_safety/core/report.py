"""The report: what was examined, what was found, and the verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.rehearsal import Rehearsal
from migration_safety.core.finding import Finding, Severity
from migration_safety.core.plan import Plan
from migration_safety.core.volume.volume import Volume

SCHEMA = "migration-safety-report/1"
SCORE_FORMULA = "100 - 25 x errors - 5 x warnings - 5 x unknown - 1 x infos, at least 0"


class Verdict(StrEnum):
    """What the evidence allows to say; unknown: something, or all, could not be examined."""

    SAFE = "safe"
    CAUTION = "caution"
    UNKNOWN = "unknown"
    DANGER = "danger"


class Status(StrEnum):
    """The outcome of a check; a check that examined nothing is skipped, never passed."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist; `examined` counts the things looked at."""

    name: str
    status: Status
    examined: int
    message: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A table of text for people."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that could not be analysed, and why; `suppressed`: who answers for it."""

    where: str
    reason: str
    sql: str = ""
    app: str = ""
    migration: str = ""
    operation: int = -1
    suppressed: Suppression | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the evidence comes from: versions, alias, and "predicted", "observed" or "both"."""

    python: str
    django: str
    tool: str
    alias: str
    vendor: str
    version: str
    witness: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a command has to say; the formats are views of it.

    `generated_at` is UTC in ISO 8601, `seconds` the wall time that the study took.  Where it is
    not about migrations, `headline` says what the verdict means, `closing` what was done.
    `suppressed` and `acknowledged` are what somebody answers for: told, but not counted.
    `deployment` is how the migrations are shipped, None where nobody asked; `rehearsal` what
    came of trying it.
    """

    command: str
    generated_at: str
    environment: Environment
    plan: Plan
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    acknowledged: tuple[Unknown, ...] = ()
    sections: tuple[Section, ...] = ()
    volume: tuple[Volume, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    title: str = field(default="Migration safety")
    headline: str = ""
    closing: str = ""
    deployment: Deployment | None = None
    rehearsal: Rehearsal | None = None

    def count(self, severity: Severity) -> int:
        """Findings of that severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def examined(self) -> bool:
        """Whether there was anything to say something about."""
        return bool(self.plan.migrations or self.volume)

    @property
    def operations(self) -> int:
        """How many operations were examined."""
        return sum(len(migration.steps) for migration in self.plan.migrations)

    @property
    def statements(self) -> int:
        """How many statements were examined."""
        return sum(
            len(step.statements) for migration in self.plan.migrations for step in migration.steps
        )

    def by_operation(self) -> dict[tuple[str, str, int], list[Finding]]:
        """The findings of each (app, migration, index of the operation), with the suppressed."""
        found: dict[tuple[str, str, int], list[Finding]] = {}
        for finding in (*self.findings, *self.suppressed):
            key = (finding.app, finding.migration, finding.operation)
            found.setdefault(key, []).append(finding)
        return found

    @property
    def verdict(self) -> Verdict:
        """Danger beats unknown beats caution; nothing examined is unknown, never safe."""
        if self.count(Severity.ERROR) or self.failed:
            return Verdict.DANGER
        if self.unknown or not self.examined:
            return Verdict.UNKNOWN
        return Verdict.CAUTION if self.count(Severity.WARNING) else Verdict.SAFE

    @property
    def failed(self) -> int:
        """How many checks failed."""
        return sum(check.status is Status.FAILED for check in self.checks)

    @property
    def score(self) -> int:
        """0 to 100 by SCORE_FORMULA; 0 where nothing was examined."""
        if not self.examined:
            return 0
        lost = 25 * self.count(Severity.ERROR) + 5 * self.count(Severity.WARNING)
        return max(0, 100 - lost - 5 * len(self.unknown) - self.count(Severity.INFO))
