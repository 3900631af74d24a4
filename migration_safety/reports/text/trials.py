"""The way back of each migration: what it comes to, and how long it takes."""

from __future__ import annotations

from migration_safety.core.report import Report
from migration_safety.core.trial.trial import Trial
from migration_safety.reports.comparison.sentences import sentences as compared
from migration_safety.reports.load.sentences import sentences
from migration_safety.reports.text.page import Page
from migration_safety.reports.trials import bill, found, timing

MARGIN = 10


def trials(page: Page, report: Report) -> None:
    """One line for each trial, and below it what it has shown."""
    every = found(report.plan)
    if not every:
        return
    page.heading("Ways back")
    for name, each in every:
        trial(page, name, each)


def trial(page: Page, name: str, has: Trial) -> None:
    """The class and the times, and what becomes of new rows."""
    page.prose(f"{name}: {has.reversibility.value} ({timing(has)})")
    for sentence in compared(has):
        page.prose(sentence, indent=MARGIN)
    if has.bill:
        page.prose(has.bill.headline, indent=MARGIN, label="new rows")
        for what, where, told in bill(has.bill):
            page.prose(f"{where}: {what}: {told}", indent=MARGIN)
    for sentence in sentences(has.load):
        page.prose(sentence, indent=MARGIN)
