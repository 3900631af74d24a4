"""The walk through the migrations: each operation, and who would wait for it."""

from __future__ import annotations

from migration_safety.core.finding import Finding, Severity
from migration_safety.core.plan import Migration, Step
from migration_safety.core.report import Report
from migration_safety.core.statement import Statement
from migration_safety.reports import words
from migration_safety.reports.text.page import Page
from migration_safety.reports.waits import waits

MARGIN = 10
LEGEND = (
    "Without reading rows, a lock is taken in no time on a table of any size; it still waits"
    " for running queries, and is kept until its transaction ends."
)
Steps = list[tuple[Step, list[Finding], list[str]]]


def migrations(page: Page, report: Report) -> None:
    """All of them, in the order in which Django would apply them."""
    if not report.plan.migrations or (report.plan.tried and page.look.verbosity == 1):
        return
    page.heading("Operations, and whom they keep waiting")
    felt = [waits(each) for each in report.plan.migrations]
    if any(short(line) for each in felt for lines in each.values() for line in lines):
        page.prose(LEGEND, style="dim")
        page.blank()
    found = report.by_operation()
    for each, lines in zip(report.plan.migrations, felt, strict=True):
        steps = [
            (step, found.get((each.app, each.name, step.index), []), lines[step.index])
            for step in each.steps
        ]
        migration(page, each, found.get((each.app, each.name, -1), []), steps)


def short(line: str) -> bool:
    """Whether the legend explains something in this line."""
    return line.endswith(words.SHORT)


def migration(page: Page, has: Migration, whole: list[Finding], steps: Steps) -> None:
    """Its name, and each operation; one line where nobody would notice it."""
    title = f"{has} ({', '.join(traits(has))})"
    noticed = whole or any(found or felt for _, found, felt in steps)
    if page.look.verbosity == 1 and not noticed:
        page.prose(f"{title}: nobody waits")
        return
    page.prose(title, style="bold")
    if whole:
        page.prose(f"The migration as a whole {rules(whole)}", indent=MARGIN, label=mark(whole))
    for step, found, felt in steps:
        operation(page, step, found, felt)


def traits(migration: Migration) -> list[str]:
    """What a reader wants to know of the whole migration."""
    known = [words.amount(len(migration.steps), "operation")]
    if not migration.atomic:
        known.append("not in a transaction")
    if migration.applied:
        known.append("already applied")
    if migration.seconds is not None:
        known.append(f"ran in {words.seconds(migration.seconds)}")
    return known


def operation(page: Page, step: Step, found: list[Finding], felt: list[str]) -> None:
    """One line; what others would wait for below it; with -v 2 all that it runs."""
    says = f"{step.change.description} {rules(found)}"
    page.prose(says, indent=MARGIN, label=mark(found, step))
    if page.look.verbosity > 1:
        page.verbatim(words.place(step.source), indent=MARGIN, style="dim")
        for each in step.statements:
            statement(page, each)
        return
    for effect in felt:
        page.prose(effect, indent=MARGIN, style="dim")


def mark(found: list[Finding], step: Step | None = None) -> str:
    """The gravest that is known of it, in the margin."""
    statements = step.statements if step else ()
    open_ = (finding.severity for finding in found if not finding.suppressed)
    worst = max(open_, default=None)
    if any(each.error for each in statements):
        return "  failed"
    if worst is not Severity.ERROR and any(each.unknown for each in statements):
        return "  unknown"
    return f"  {worst.label}" if worst else "  ok"


def rules(found: list[Finding]) -> str:
    """The rules that object, for finding their lessons below."""
    names = dict.fromkeys(words.rule(finding) for finding in found)
    return f"[{', '.join(names)}]" if names else ""


def statement(page: Page, has: Statement) -> None:
    """The SQL and each lock."""
    if has.sql:
        page.verbatim(has.sql, indent=MARGIN + 2, style="cyan")
    for effect in has.effects:
        says = f"{effect.lock or 'no lock'}: {words.effect(effect, has)} [{effect.witness}]"
        page.prose(says, indent=MARGIN + 4, style="dim")
    for proof in has.proofs:
        page.prose(proof, indent=MARGIN + 4, style="dim")
    for problem in filter(None, (has.unknown, has.error)):
        page.prose(problem, indent=MARGIN + 4, style="magenta")
