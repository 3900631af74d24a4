"""What follows the findings: the unknown, the checks, tables and notes."""

from __future__ import annotations

from migration_safety.core.report import Check, Report, Status
from migration_safety.reports.text.page import Page

MARGIN = 9
# How many details a check tells by itself.
TOLD = {Status.FAILED: 20, Status.WARNING: 3, Status.SKIPPED: 3, Status.PASSED: 0}


def unknown(page: Page, report: Report) -> None:
    """What could not be analysed: silence about it would look like a pass."""
    if not report.unknown:
        return
    page.heading("Unknown: these could not be analysed, judge them yourself")
    for each in report.unknown:
        page.prose(each.where, indent=MARGIN, label="unknown", style="bold")
        page.prose(each.reason, indent=MARGIN)
        if each.sql:
            page.verbatim(each.sql, indent=MARGIN + 4, style="cyan")


def checks(page: Page, report: Report) -> None:
    """The checklist; how much was looked at stands with each result."""
    if not report.checks:
        return
    page.heading("Checks")
    idle: dict[str, list[str]] = {}
    for each in report.checks:
        if each.status is Status.SKIPPED and not each.details:
            idle.setdefault(each.message, []).append(each.name)
        else:
            check(page, each)
    for why, names in idle.items():
        says = f"{', '.join(names)}: {why} (0 examined)"
        page.prose(says, indent=MARGIN, label=Status.SKIPPED.value)


def check(page: Page, each: Check) -> None:
    """One line, and what is wrong below it."""
    says = f"{each.name}: {each.message} ({each.examined} examined)"
    page.prose(says, indent=MARGIN, label=each.status.value)
    shown = len(each.details) if page.look.verbosity > 1 else TOLD[each.status]
    for detail in each.details[:shown]:
        page.prose(detail, indent=MARGIN + 2, style="dim")
    if 0 < shown < len(each.details):
        more = len(each.details) - shown
        page.prose(f"and {more} more, which -v 2 tells", indent=MARGIN + 2, style="dim")


def sections(page: Page, report: Report) -> None:
    """Tables that the command adds."""
    for each in report.sections:
        page.heading(each.title)
        page.table(each.columns, each.rows)


def notes(page: Page, report: Report) -> None:
    """What a reader should know of this run."""
    if report.notes:
        page.blank()
    for each in report.notes:
        page.prose(each, indent=MARGIN, label="note")
