"""What somebody answers for: with -v 2 each finding, and the reason."""

from __future__ import annotations

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.report import Report
from migration_safety.reports import words
from migration_safety.reports.text.findings import where
from migration_safety.reports.text.page import Page

MARGIN = 9
SHOWN = 2


def suppressed(page: Page, report: Report) -> None:
    """At verbosity 1 the line below the summary counts them."""
    if page.look.verbosity < SHOWN or not words.suppressed(report):
        return
    page.heading("Suppressed: somebody answers for these")
    for each in report.suppressed:
        page.prose(each.message, indent=MARGIN, label=each.severity.label, style="bold")
        page.verbatim(where(each), indent=MARGIN, style="cyan")
        reason(page, each.suppressed)
    for doubt in report.acknowledged:
        page.prose(f"{doubt.where}: {doubt.reason}", indent=MARGIN, label="unknown", style="bold")
        reason(page, doubt.suppressed)


def reason(page: Page, has: Suppression | None) -> None:
    """Why, until when, who, and where it is written."""
    if has:
        page.prose(has.answer, indent=MARGIN, label="because")
        page.verbatim(words.place(has.source), indent=MARGIN, style="dim")
