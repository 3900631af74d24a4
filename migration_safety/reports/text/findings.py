"""The findings, each as a lesson: the danger, why, and the code to write instead."""

from __future__ import annotations

from collections.abc import Collection

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
    told = {""}
    for position, each in enumerate(sorted(report.findings, key=lambda has: -has.severity)):
        if position:
            page.blank()
        lesson(page, each, told)
        told |= {each.why, each.remedy, more(each)}


def lesson(page: Page, finding: Finding, told: Collection[str]) -> None:
    """What a reader needs to understand it and to repair it; what was told is not told again."""
    page.prose(finding.message, indent=MARGIN, label=finding.severity.label, style="bold")
    page.verbatim(where(finding), indent=MARGIN, style="cyan")
    if finding.proof:
        page.prose(finding.proof, indent=MARGIN, label="proof")
    if finding.why not in told:
        page.prose(finding.why, indent=MARGIN, label="why")
    if finding.remedy not in told:
        page.verbatim(finding.remedy, indent=MARGIN, label="instead", style="green")
    if more(finding) not in told:
        page.verbatim(more(finding), indent=MARGIN, label="more", style="dim")


def more(finding: Finding) -> str:
    """Where the rule is explained: by the command itself, in every project."""
    return f"--explain {finding.rule}"


def where(finding: Finding) -> str:
    """Rule and place, in a form that editors and terminals can follow."""
    rule, place = f"{finding.rule} {finding.name}", words.place(finding.source)
    return f"{rule} at {place}" if place else f"{rule} in {finding.app}.{finding.migration}"
