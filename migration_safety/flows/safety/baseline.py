"""An old history is accepted once: a ledger of every finding that speaks today."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.acceptance.ledger import Entry
from migration_safety.core.acceptance.suppression import NOT_ANALYSED, Suppression
from migration_safety.core.finding import Finding
from migration_safety.core.operations.change import Source
from migration_safety.core.plan import Plan
from migration_safety.core.report import Report, Unknown
from migration_safety.errors import LedgerError
from migration_safety.reading.ledger.dump import dumps
from migration_safety.reading.suppression.grammar import answered
from migration_safety.rules.registry import rule_named
from migration_safety.rules.settling import FAMILY

WHOLE = "the migration as a whole"

Operations = dict[tuple[str, str, int], tuple[str, str]]


def answer(because: str) -> Suppression:
    """The words of --because: `REASON; until DATE; owner NAME`.  Raises LedgerError."""
    given = answered(because, Source())
    if given.problem:
        raise LedgerError("--because does not say why.", given.problem)
    return given


def accept(report: Report, given: Suppression, place: str) -> tuple[str, Report]:
    """The text of a ledger that accepts all that speaks, and the report when it does.

    What speaks of suppressions themselves cannot be accepted, nor what could not be analysed
    of no operation in particular.
    """
    given = replace(given, source=Source(place))
    operations = _operations(report.plan)
    spoken = [each for each in report.findings if rule_named(each.rule).family != FAMILY]
    doubts = [each for each in report.unknown if each.app]
    entries = [_entry(each, each.rule, operations, given) for each in spoken]
    entries += [_entry(each, NOT_ANALYSED, operations, given) for each in doubts]
    accepted = replace(
        report,
        findings=tuple(each for each in report.findings if each not in spoken),
        unknown=tuple(each for each in report.unknown if each not in doubts),
        suppressed=(*report.suppressed, *(replace(each, suppressed=given) for each in spoken)),
        acknowledged=(*report.acknowledged, *(replace(each, suppressed=given) for each in doubts)),
        notes=(*report.notes, f"{place} accepts what was found: {given.answer}."),
    )
    return dumps(entries), accepted


def _operations(plan: Plan) -> Operations:
    """The words and the meaning of each operation, and of each migration as a whole."""
    found = {}
    for migration in plan.migrations:
        found[migration.app, migration.name, -1] = (WHOLE, migration.meaning)
        for step in migration.steps:
            key = (migration.app, migration.name, step.index)
            found[key] = (step.change.description, step.meaning)
    return found


def _entry(has: Finding | Unknown, rule: str, operations: Operations, given: Suppression) -> Entry:
    words, meaning = operations[has.app, has.migration, has.operation]
    loss = has.loss if isinstance(has, Finding) else ""
    given = replace(given, rules=(rule,), loss=loss)
    return Entry(has.app, has.migration, words, meaning, given)
