"""The statement is estimated to take longer than a timeout allows.

What happens:
    statement_timeout cancels a statement, transaction_timeout ends the whole session.  The
    migration fails after the table was blocked for all of that time, and does so again each
    time that it is run.

When it is fine:
    The timeout is off, or higher than the upper end of the estimate.  Without --estimate
    nobody knows how long a statement takes, and nothing is said.

Instead:
    # first see whether the work can be done without the lock: the other findings tell how;
    # then give what takes long a limit of its own
    operations = [
        migrations.RunSQL({off}, migrations.RunSQL.noop),
        {operation},{on}
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.price.estimate import Estimate, in_time, total
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, python, rule

RESET = "\n    migrations.RunSQL({}, migrations.RunSQL.noop),"


@rule("MS610", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement in step.statements:
        timed = (("statement_timeout", statement.estimate), *_transaction(statement, history))
        # What MS117 tells of leaves an invalid index as well; Python is many statements.
        if not statement.actions or _told_elsewhere(statement):
            continue
        for name, estimate in timed:
            limit = (history.timeout(statement, name) or 0) / 1000
            if estimate and 0 < limit < estimate.high:
                yield _hazard(statement, name, estimate, limit=limit, atomic=statement.atomic)


def _told_elsewhere(statement: Statement) -> bool:
    return any("CONCURRENTLY" in each.shape or each.shape == "PYTHON" for each in statement.actions)


def _transaction(statement: Statement, history: History) -> Iterator[tuple[str, Estimate | None]]:
    """The sum of what is known of the transaction, told at its last statement."""
    if not history.after(statement):
        before = [e for e in history.before(statement) if e.transaction == statement.transaction]
        known = (each.estimate for each in (*before, statement) if each.estimate)
        yield "transaction_timeout", total(known)


def _hazard(
    statement: Statement, name: str, estimate: Estimate, *, limit: float, atomic: bool
) -> Hazard:
    action = statement.actions[0]
    what = "The transaction" if name == "transaction_timeout" else action.words
    setting = f"SET LOCAL {name} = 0" if atomic else f"SET {name} = 0"
    return Hazard(
        f"{what} on {action.table} is estimated to take {estimate.words}, "
        f"and {name} = {in_time(limit)}.",
        action,
        severity=None if estimate.low > limit else Severity.WARNING,
        code={
            "off": python([setting]),
            "on": "" if atomic else RESET.format(python([f"RESET {name}"])),
        },
    )
