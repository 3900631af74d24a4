"""What sizes make of a finding: the table's size in its sentence, less weight for a small one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migration_safety.core.effect import Effect
from migration_safety.core.finding import Severity
from migration_safety.core.plan import Plan, Step
from migration_safety.core.price.estimate import total
from migration_safety.core.price.size import amount

# Of these rules time is the danger; whatever else breaks, breaks on a small table too.
OF_TIME = frozenset({"locking", "rewriting"})
LIGHTER = {Severity.ERROR: Severity.WARNING, Severity.WARNING: Severity.INFO}


def with_sizes(message: str, step: Step, tables: Iterable[str]) -> str:
    """The sentence, each table followed by its size where it is named first."""
    for table, words in _words(step, tables).items():
        named = re.search(rf"(?<![\w.]){re.escape(table)}(?![\w.]*\w)", message)
        if named:
            message = f"{message[: named.end()]} ({words}){message[named.end() :]}"
        else:
            message = f"{message.removesuffix('.')} ({table}: {words})."
    return message


def weighed(
    severity: Severity, message: str, family: str, about: tuple[Plan, Step, tuple[str, ...]]
) -> tuple[Severity, str]:
    """One level less where all tables are proven small, which the sentence then says."""
    plan, step, tables = about
    known = _known(step)
    small = tables and all(
        name in known and (known[name].rows or plan.small + 1) <= plan.small for name in tables
    )
    if not small or family not in OF_TIME or severity not in LIGHTER:
        return severity, message
    limit = f"at most {amount(plan.small, 'row')} (SMALL_TABLE_ROWS) by {plan.sized_by}"
    return LIGHTER[severity], f"{message} Small: {limit}."


def _known(step: Step) -> dict[str, Effect]:
    """By table, an effect whose size tells something."""
    effects = (effect for statement in step.statements for effect in statement.effects)
    return {effect.table: effect for effect in effects if effect.size.telling}


def _words(step: Step, tables: Iterable[str]) -> dict[str, str]:
    known = _known(step)
    return {name: known[name].size.words + _seconds(step, name) for name in tables if name in known}


def _seconds(step: Step, table: str) -> str:
    """How long its statements work while they are about that table, as far as is known."""
    about = (each for each in step.statements if each.effect_on(table))
    estimate = total(each.estimate for each in about if each.estimate and each.estimate.high)
    return f"; estimated {estimate.words}" if estimate else ""
