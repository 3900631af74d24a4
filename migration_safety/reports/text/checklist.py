"""What follows the findings: the unknown, the checks, tables and notes."""

from __future__ import annotations

from migration_safety.core.report import Report, Status
from migration_safety.reports.text.page import Page

MARGIN = 9


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
    for each in report.checks:
        says = f"{each.name}: {each.message} ({each.examined} examined)"
        page.prose(says, indent=MARGIN, label=each.status.value)
        told = each.status is Status.FAILED or page.look.verbosity > 1
        for detail in each.details if told else ():
            page.prose(detail, indent=MARGIN + 2, style="dim")


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
