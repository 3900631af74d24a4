"""The way back of each migration: what it comes to, and how long it takes."""

from __future__ import annotations

from migration_safety.core.report import Report
from migration_safety.core.trial.trial import Trial
from migration_safety.reports.comparison.sentences import sentences as compared
from migration_safety.reports.load.sentences import sentences
from migration_safety.reports.text.page import Page
from migration_safety.reports.trials import bill, found, recommended, timing, ways

MARGIN = 10


def trials(page: Page, report: Report) -> None:
    """One line for each trial, and below it what it has shown."""
    every = found(report.plan)
    if not every:
        return
    page.heading("Ways back")
    recommendations = dict(ways(report.plan))
    for name, each in every:
        trial(page, name, each, recommended(recommendations[name]))


def trial(page: Page, name: str, has: Trial, way: str) -> None:
    """The class and the times, what becomes of new rows, and what to do; with -v 2 all of it."""
    page.prose(f"{name}: {has.reversibility.value} ({timing(has)})", style="bold")
    if page.look.verbosity > 1 or notable(has):
        for sentence in compared(has):
            page.prose(sentence, indent=MARGIN)
    if has.bill:
        page.prose(has.bill.headline, indent=MARGIN, label="new rows")
        for what, where, told in bill(has.bill) if page.look.verbosity > 1 else ():
            page.prose(f"{where}: {what}: {told}", indent=MARGIN)
    page.prose(way, indent=MARGIN, label="way back")
    for sentence in sentences(has.load):
        page.prose(sentence, indent=MARGIN)


def notable(has: Trial) -> bool:
    """Whether anything is not as it should be."""
    comparisons = filter(None, (has.back, has.repeated))
    return any(each.damage or each.altered for each in comparisons)
