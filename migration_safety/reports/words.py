"""Evidence in plain words: the sentences that the formats for people share."""

from __future__ import annotations

from collections import Counter

from migration_safety.core.acceptance.suppression import NOT_ANALYSED
from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.finding import Finding, Severity
from migration_safety.core.operations.change import Source
from migration_safety.core.report import Environment, Report, Verdict
from migration_safety.core.statement import Statement
from migration_safety.reports.visible import UNBROKEN

BLOCKS = {
    Blocks.NOTHING: "blocks nobody on",
    Blocks.SCHEMA_CHANGES: "blocks other schema changes on",
    Blocks.WRITES: "blocks writes on",
    Blocks.EVERYTHING: "blocks reads and writes on",
}
VERDICTS = {
    Verdict.SAFE: "Nothing was found that would disturb production.",
    Verdict.CAUTION: "It can ship with care: read the warnings first.",
    Verdict.UNKNOWN: "Not proven safe: something could not be analysed.",
    Verdict.DANGER: "Do not ship it as it is: it would block or break production.",
}
ACCEPTED = "What was found is accepted, each for a reason; nothing else would disturb production."
FAILING = "No migration was selected, but checks of what is there already have failed."
NOTHING = "Nothing to check: no migration was selected, so nothing is proven."
# What a full scan is for, by words in the shapes of a statement's actions.
SCANS = {
    "builds an index over": ("INDEX", "UNIQUE", "PRIMARY KEY", "EXCLUDE"),
    "checks": ("CHECK", "NOT NULL", "FOREIGN KEY", "REFERENCES", "VALIDATE", "PARTITION"),
}
SHORT = ", without reading rows"
VENDORS = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
WITNESSES = {
    "predicted": "predicted for",
    "observed": "observed on",
    "both": "predicted, and observed on",
}


def amount(count: int, noun: str) -> str:
    """ "1 error", "2 errors"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def verdict(report: Report) -> str:
    """What the evidence allows to say, in a sentence."""
    if report.headline:
        return report.headline
    if not report.examined:
        return FAILING if report.failed else NOTHING
    accepted = report.verdict is Verdict.SAFE and suppressed(report)
    return ACCEPTED if accepted else VERDICTS[report.verdict]


def found(report: Report) -> str:
    """ "4 errors, 1 unknown, 2 suppressed", or what was done, or that there is nothing."""
    counts = [
        amount(number, severity.label)
        for severity in sorted(Severity, reverse=True)
        if (number := report.count(severity))
    ]
    if report.failed:
        counts.insert(0, f"{amount(report.failed, 'check')} failed")
    if report.unknown:
        counts.append(f"{len(report.unknown)} unknown")
    if accepted := len(report.suppressed) + len(report.acknowledged):
        counts.append(f"{accepted} suppressed")
    return ", ".join(counts) or report.closing or "no findings"


def rule(finding: Finding) -> str:
    """ "MS101", "MS101 suppressed"."""
    return f"{finding.rule} suppressed" if finding.suppressed else finding.rule


def suppressed(report: Report) -> str:
    """ "3 suppressed: MS101 (2), unknown", "" where nothing is."""
    told = [
        *(each.rule for each in report.suppressed),
        *(NOT_ANALYSED for _ in report.acknowledged),
    ]
    counts = (
        f"{name} ({number})" if number > 1 else name for name, number in Counter(told).items()
    )
    return f"{len(told)} suppressed: {', '.join(counts)}" if told else ""


def examined(report: Report) -> str:
    """ "9 migrations, 14 operations, 31 statements"."""
    return ", ".join(
        [
            amount(len(report.plan.migrations), "migration"),
            amount(report.operations, "operation"),
            amount(report.statements, "statement"),
        ]
    )


def summary(report: Report) -> str:
    """The last line of a report."""
    if report.closing:
        return f"{report.closing} in {seconds(report.seconds)}"
    if not report.examined:
        return f"0 migrations: nothing examined in {seconds(report.seconds)}"
    return f"{examined(report)}: {found(report)} in {seconds(report.seconds)}"


def evidence(environment: Environment) -> str:
    """Where the evidence comes from."""
    vendor = VENDORS.get(environment.vendor, environment.vendor)
    server = " ".join(filter(None, [vendor, environment.version]))
    seen = WITNESSES.get(environment.witness, environment.witness)
    versions = f"Django {environment.django}, Python {environment.python}"
    tool = f"migration_safety {environment.tool}"
    return f"{seen} {server} (database '{environment.alias}'), {versions}, {tool}"


def effect(has: Effect, statement: Statement) -> str:
    """ "blocks writes on people_person (1,200,000 rows) while it checks every row"."""
    return f"{BLOCKS[has.blocks]} {table(has)}{work(has, statement)}"


def table(has: Effect) -> str:
    """A table with its size, where that is known."""
    return f"{has.table} ({has.size.words})" if has.size.telling else has.table


def work(has: Effect, statement: Statement) -> str:
    """What it does under the lock, whether that grows with the table, and how long it takes."""
    return f"{doing(has, statement)}{duration(statement) if has.works else ''}"


def doing(has: Effect, statement: Statement) -> str:
    """What it does under the lock, however long that takes."""
    if has.rewrites:
        return " while it rewrites every row"
    if not has.scans:
        return SHORT
    shapes = " ".join(action.shape.upper() for action in statement.actions)
    for verb, marks in SCANS.items():
        if any(mark in shapes for mark in marks):
            return f" while it {verb} every row"
    return " while it reads every row"


def duration(statement: Statement) -> str:
    """The seconds, said to be an estimate; what empty tables took says nothing."""
    return (
        f": estimated {statement.estimate.words}"
        if statement.estimate and statement.estimate.high
        else ""
    )


def seconds(time: float) -> str:
    """A time as people say it: "3 ms", "4.2 s"; no line breaks within."""
    return f"{time * 1000:.0f}{UNBROKEN}ms" if time < 1 else f"{time:.1f}{UNBROKEN}s"


def place(source: Source) -> str:
    """ "people/migrations/0012_email.py:14", as editors and terminals understand it."""
    return f"{source.path}:{source.line}" if source.line else source.path
