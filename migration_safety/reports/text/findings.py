"""The findings, each as a lesson: the danger, why, and the code to write instead."""

from __future__ import annotations

from migration_safety.core.finding import Finding
from migration_safety.core.report import Report
from migration_safety.reports import words
from migration_safety.reports.text.page import Page

MARGIN = 9


def findings(page: Page, report: Report) -> None:
    """The gravest first."""
    if not report.findings:
        return
    page.heading("Findings")
    told: set[tuple[str, str]] = set()
    for position, each in enumerate(sorted(report.findings, key=lambda has: -has.severity)):
        if position:
            page.blank()
        lesson(page, each, told=(each.rule, each.why) in told)
        told.add((each.rule, each.why))


def lesson(page: Page, finding: Finding, *, told: bool) -> None:
    """What a reader needs to understand it and to repair it; each reason is told once."""
    page.prose(finding.message, indent=MARGIN, label=finding.severity.label, style="bold")
    page.verbatim(where(finding), indent=MARGIN, style="cyan")
    if finding.why and not told:
        page.prose(finding.why, indent=MARGIN, label="why")
    if finding.remedy:
        page.verbatim(finding.remedy, indent=MARGIN, label="instead", style="green")
    if not told:
        page.verbatim(more(finding), indent=MARGIN, label="more", style="dim")


def more(finding: Finding) -> str:
    """Where the rule is explained; the command needs no network."""
    return f"{finding.docs}\n--explain {finding.rule}".strip()


def where(finding: Finding) -> str:
    """Rule and place, in a form that editors and terminals can follow."""
    rule, place = f"{finding.rule} {finding.name}", words.place(finding.source)
    return f"{rule} at {place}" if place else f"{rule} in {finding.app}.{finding.migration}"
