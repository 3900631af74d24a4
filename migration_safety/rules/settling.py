"""Suppressions meet the findings: who answers for which, and which of them for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from migration_safety.core.acceptance.suppression import NOT_ANALYSED, Suppression
from migration_safety.core.finding import Finding
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.report import Unknown
from migration_safety.errors import SelectionError
from migration_safety.rules.judge import judge
from migration_safety.rules.registry import rule_named
from migration_safety.rules.rule import Rule

# Rules about suppressions, which nobody can suppress.
FAMILY = "suppression"

Place = tuple[str, str, int]
Uses = set[tuple[Suppression, str]]
# Takes a suppression and the steps that it is about.
Change = Callable[[Suppression, tuple[Step, ...]], Suppression]


@dataclass(frozen=True, slots=True)
class Settled:
    """The findings and the unknown, `suppressed` where somebody answers for them.

    The suppressions of the plan have what is wrong with them, and what they are not used for.
    """

    plan: Plan
    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]


def settle(
    plan: Plan, rules: Iterable[Rule], unknown: Iterable[Unknown], *, today: date
) -> Settled:
    """Judge by the rules that are not about suppressions, and see what is suppressed."""
    chosen = tuple(each for each in rules if each.family != FAMILY)
    plan = _changed(plan, lambda has, statements: _resolved(has, today))
    answers = _Answers(dict(_places(plan)))
    found = (replace(each, suppressed=answers.to(each, each.rule)) for each in judge(plan, chosen))
    doubts = (replace(each, suppressed=answers.to(each, NOT_ANALYSED)) for each in unknown)
    settled = tuple(found), tuple(doubts)
    plan = _changed(plan, lambda has, step: _with_unused(has, step, chosen, answers.used))
    return Settled(plan, *settled)


@dataclass(frozen=True)
class _Answers:
    """The suppressions of each place, and for what they are used."""

    places: Mapping[Place, tuple[Suppression, ...]]
    used: set[tuple[Suppression, str]] = field(default_factory=set)

    def to(self, has: Finding | Unknown, rule: str) -> Suppression | None:
        """The first that answers for it; all that do are used."""
        here = self.places.get((has.app, has.migration, has.operation), ())
        loss = has.loss if isinstance(has, Finding) else ""
        found = [each for each in here if each.answers(rule, loss)]
        self.used.update((each, rule) for each in found)
        return found[0] if found else None


def _places(plan: Plan) -> Iterator[tuple[Place, tuple[Suppression, ...]]]:
    for migration in plan.migrations:
        yield (migration.app, migration.name, -1), migration.suppressions
        for step in migration.steps:
            yield (migration.app, migration.name, step.index), step.suppressions


def _changed(plan: Plan, change: Change) -> Plan:
    """With each suppression changed; what has none stays the same object."""
    return replace(plan, migrations=tuple(_migration(each, change) for each in plan.migrations))


def _migration(migration: Migration, change: Change) -> Migration:
    if not (migration.suppressions or any(each.suppressions for each in migration.steps)):
        return migration
    return replace(
        migration,
        suppressions=tuple(change(each, migration.steps) for each in migration.suppressions),
        steps=tuple(
            replace(step, suppressions=tuple(change(each, (step,)) for each in step.suppressions))
            for step in migration.steps
        ),
    )


def _resolved(has: Suppression, today: date) -> Suppression:
    """With the ids of its rules, and whether it is honoured."""
    try:
        ids = tuple(dict.fromkeys(map(suppressible, has.rules)))
    except SelectionError as error:
        return replace(has, problem=has.problem or f"{error}")
    expired = has.until is not None and has.until < today and not (has.problem or has.stale)
    return replace(has, rules=ids, expired=expired)


def suppressible(word: str) -> str:
    """The id of a rule that somebody may answer for.  Raises SelectionError."""
    if word == NOT_ANALYSED:
        return word
    rule = rule_named(word)
    if rule.family == FAMILY:
        raise SelectionError(f"{rule.id} is about suppressions.", "Nobody can suppress it.")
    return rule.id


def _with_unused(
    has: Suppression, steps: Iterable[Step], chosen: Iterable[Rule], used: Uses
) -> Suppression:
    """Where it holds: the rules that were asked, could have found something, and did not."""
    if not has.holds:
        return has
    statements = [each for step in steps for each in step.statements]
    states = any(change.state_only for step in steps for change in step.changes)
    ran = any(each.seconds is not None for each in statements)
    if not (statements or states):  # a router keeps it from this database
        return has
    asked = {each.id for each in chosen if ran or not each.sandbox}
    asked |= set() if ran else {NOT_ANALYSED}
    return replace(
        has, unused=tuple(each for each in has.rules if each in asked and (has, each) not in used)
    )
