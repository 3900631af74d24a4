"""The walk through the migrations: each operation, and who would wait for it."""

from __future__ import annotations

from migration_safety.core.finding import Finding
from migration_safety.core.plan import Migration, Step
from migration_safety.core.report import Report
from migration_safety.core.statement import Statement
from migration_safety.reports import words
from migration_safety.reports.text.page import Page

MARGIN = 10
Found = dict[tuple[str, str, int], list[Finding]]


def migrations(page: Page, report: Report) -> None:
    """All of them, in the order in which Django would apply them."""
    if not report.plan.migrations:
        return
    page.heading("Operations, and whom they keep waiting")
    found = report.by_operation()
    for each in report.plan.migrations:
        if page.look.verbosity == 1 and quiet(each, found):
            page.prose(f"{each} ({', '.join(traits(each))}): nobody waits")
        else:
            migration(page, each, found)


def quiet(has: Migration, found: Found) -> bool:
    """Whether nobody would notice it."""
    steps = [(has.app, has.name, -1), *((has.app, has.name, step.index) for step in has.steps)]
    return not any(key in found for key in steps) and not any(map(words.felt, has.steps))


def migration(page: Page, has: Migration, found: Found) -> None:
    """Its name, and each operation."""
    page.prose(f"{has} ({', '.join(traits(has))})", style="bold")
    whole = found.get((has.app, has.name, -1), [])
    if whole:
        page.prose(f"The migration as a whole {rules(whole)}", indent=MARGIN, label=mark(whole))
    for step in has.steps:
        operation(page, step, found.get((has.app, has.name, step.index), []))


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


def operation(page: Page, step: Step, found: list[Finding]) -> None:
    """One line; what others would wait for below it; with -v 2 all that it runs."""
    says = f"{step.change.description} {rules(found)}"
    page.prose(says, indent=MARGIN, label=mark(found, step))
    if page.look.verbosity > 1:
        page.verbatim(words.place(step.source), indent=MARGIN, style="dim")
        for each in step.statements:
            statement(page, each)
        return
    for effect in words.felt(step):
        page.prose(effect, indent=MARGIN, style="dim")


def mark(found: list[Finding], step: Step | None = None) -> str:
    """The gravest that is known of it, in the margin."""
    worst = max((finding.severity for finding in found), default=None)
    unknown = step is not None and any(each.unknown or each.error for each in step.statements)
    if unknown and (worst is None or worst.label != "error"):
        return "  unknown"
    return f"  {worst.label}" if worst else "  ok"


def rules(found: list[Finding]) -> str:
    """The rules that object, for finding their lessons below."""
    names = dict.fromkeys(finding.rule for finding in found)
    return f"[{', '.join(names)}]" if names else ""


def statement(page: Page, has: Statement) -> None:
    """The SQL and each lock."""
    page.verbatim(has.sql, indent=MARGIN + 2, style="cyan")
    for effect in has.effects:
        says = f"{effect.lock or 'no lock'}: {words.effect(effect, has)} [{effect.witness}]"
        page.prose(says, indent=MARGIN + 4, style="dim")
    for problem in filter(None, (has.unknown, has.error)):
        page.prose(problem, indent=MARGIN + 4, style="magenta")
