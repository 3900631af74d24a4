"""The report for people at a terminal: verdict first, summary last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migration_safety.core.report import SCORE_FORMULA, Report
from migration_safety.reports import words
from migration_safety.reports.look import Look
from migration_safety.reports.text.checklist import checks, notes, sections, unknown
from migration_safety.reports.text.findings import findings
from migration_safety.reports.text.migrations import migrations
from migration_safety.reports.text.page import STYLES, Page
from migration_safety.reports.text.releases import releases
from migration_safety.reports.text.suppressed import SHOWN, suppressed
from migration_safety.reports.text.trials import trials

Part = Callable[[Page, Report], None]


def render(report: Report, look: Look) -> str:
    """The whole page; at verbosity 0 the verdict and the summary alone."""
    page = Page(look)
    verdict(page, report)
    if look.verbosity:
        for part in parts(report, look):
            part(page, report)
    page.prose(words.summary(report), style="bold" if report.examined else "")
    closing(page, report)
    return page.finished()


def parts(report: Report, look: Look) -> Sequence[Part]:
    """What is shown, in this order: of a deployment the plan first, locks where one asks."""
    found = (findings, unknown, suppressed)
    evident = (migrations, trials, releases)
    if report.deployment is None:
        return (*evident, *found, checks, sections, notes, evidence)
    more = evident if look.verbosity >= SHOWN else ()
    return (sections, *found, *more, checks, notes, evidence)


def closing(page: Page, report: Report) -> None:
    """How much is not counted, because somebody answers for it."""
    if says := words.suppressed(report):
        page.prose(says if page.look.verbosity >= SHOWN else f"{says} (-v 2 says why)")


def verdict(page: Page, report: Report) -> None:
    """The one line for whoever reads no further."""
    name = report.verdict.value
    if report.examined or report.failed:
        page.prose(f"{name.upper()}: {words.found(report)}", style=STYLES[name])
    page.prose(words.verdict(report))


def evidence(page: Page, report: Report) -> None:
    """What the verdict rests on."""
    page.blank()
    page.prose(f"Evidence: {words.evidence(report.environment)}.", style="dim")
    if report.examined:
        page.prose(f"Score: {report.score} of 100 ({SCORE_FORMULA}).", style="dim")
