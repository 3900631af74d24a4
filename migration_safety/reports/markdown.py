"""The report as Markdown, for pull requests and release notes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.template import Context, Engine

from migration_safety.core.acceptance.suppression import NOT_ANALYSED
from migration_safety.core.finding import Finding
from migration_safety.core.plan import Migration, Step
from migration_safety.core.report import SCORE_FORMULA, Report
from migration_safety.reports import releases, trials, words
from migration_safety.reports.comparison.sentences import sentences as compared
from migration_safety.reports.load.sentences import sentences
from migration_safety.reports.look import Look
from migration_safety.reports.waits import waits

Found = dict[tuple[str, str, int], list[Finding]]

# HTML escaping is off because code stands in fences; instead every value passes a filter,
# which a test demands of the template.
ENGINE = Engine(
    dirs=[str(Path(__file__).parent / "templates")],
    autoescape=False,
    builtins=["migration_safety.reports.markdown_filters"],
)


def render(report: Report, look: Look) -> str:
    """Everything but the single statements; verbosity and width do not matter on a page."""
    del look
    return (
        ENGINE.get_template("report.md").render(Context(facts(report), autoescape=False)).strip()
        + "\n"
    )


def facts(report: Report) -> dict[str, object]:
    """What the template shows."""
    found = report.by_operation()
    return {
        "report": report,
        "verdict": words.verdict(report),
        "summary": words.summary(report),
        "evidence": words.evidence(report.environment),
        "suppressed": [*suppressed(report)],
        "formula": SCORE_FORMULA,
        "releases": [
            (name, releases.advice(each), releases.failures(each))
            for name, each in releases.found(report.plan)
        ],
        "trials": [
            (name, each, trials.timing(each), trials.recommended(way))
            for (name, each), (_, way) in zip(
                trials.found(report.plan), trials.ways(report.plan), strict=True
            )
        ],
        "comparisons": [
            (name, list(compared(each)))
            for name, each in trials.found(report.plan)
            if each.back or each.repeated
        ],
        "bills": [
            (name, each.bill, trials.bill(each.bill))
            for name, each in trials.found(report.plan)
            if each.bill
        ],
        "traffic": [
            (name, list(sentences(each.load)))
            for name, each in trials.found(report.plan)
            if each.load
        ],
        "migrations": [(each, operations(each, found)) for each in report.plan.migrations],
    }


def suppressed(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """What somebody answers for: the rule, where, what, and why."""
    for each in report.suppressed:
        place = f"{each.app}.{each.migration}"
        yield each.rule, place, each.message, each.suppressed.answer if each.suppressed else ""
    for doubt in report.acknowledged:
        why = doubt.suppressed.answer if doubt.suppressed else ""
        yield NOT_ANALYSED, doubt.where, f"{doubt.reason}.", why


def operations(migration: Migration, found: Found) -> list[tuple[Step, list[str], list[Finding]]]:
    """Each operation, whom it keeps waiting, and the findings about it."""
    felt, key = waits(migration), (migration.app, migration.name)
    return [(step, felt[step.index], found.get((*key, step.index), [])) for step in migration.steps]
