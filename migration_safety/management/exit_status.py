"""What a report means to a shell: 0 fine, 1 the verdict fails, 2 nothing can be said."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management.base import CommandError

from migration_safety.core.finding import Severity
from migration_safety.core.report import Report
from migration_safety.reports import words

FAILED = 1
MISUSE = 2


class VerdictFailed(CommandError):
    """The report was written and its verdict fails the run; callers find it on `report`."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message, returncode=FAILED)
        self.report = report


def errors(report: Report) -> bool:
    """Something would hurt production, or a check failed."""
    return report.count(Severity.ERROR) > 0 or report.failed > 0


def doubts(report: Report) -> bool:
    """Something might; what could not be analysed might as well."""
    return errors(report) or report.count(Severity.WARNING) > 0 or bool(report.unknown)


FAILS: dict[str, Callable[[Report], bool]] = {
    "error": errors,
    "warning": doubts,
    "never": lambda report: False,
}


def judge(report: Report, level: str, *, empty: bool) -> None:
    """Raise what makes the exit status; returning means 0. `empty`: nothing to check is fine."""
    if not (report.examined or report.failed or empty):
        advice = "Where that is expected, pass --allow-empty."
        raise CommandError(f"{words.NOTHING} {advice}", returncode=MISUSE)
    if FAILS[level](report):
        raise VerdictFailed(f"{words.found(report)} (--fail-on {level})", report)
