"""A timeout ends a concurrent index build, and leaves an invalid index behind.

What happens:
    CREATE INDEX CONCURRENTLY takes as long as the table is large, and waits for transactions
    that use the table or still look at an older state.  statement_timeout limits the whole of it,
    lock_timeout each of these waits.  When one strikes, the half-built index stays: no query
    uses it, every write maintains it, and the next run meets its name.

When it is fine:
    The timeouts are off while it runs, in the migration or on the connection, or the build
    is estimated to end well before statement_timeout.  Waiting harms nobody here, since
    CONCURRENTLY blocks neither readers nor writers.

Instead:
    class Migration(migrations.Migration):
        atomic = False  # CONCURRENTLY cannot run inside a transaction

        operations = [
            migrations.RunSQL({off}, {on}),
            {operation},
            migrations.RunSQL({on}, {off}),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.price.estimate import in_time
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, names, python, rule

SHAPES = ("CREATE INDEX CONCURRENTLY", "REINDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY")
LIMITS = ("lock_timeout", "statement_timeout", "transaction_timeout")


@rule("MS117", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*SHAPES):
        if action.fresh:
            continue
        limits = {each: limit for each in LIMITS if (limit := _limit(each, statement, history))}
        if limits:
            told = names(f"{name} = {in_time(limit / 1000)}" for name, limit in limits.items())
            yield Hazard(
                f"{told} can end {action.words} on {action.table} half-way: "
                "an invalid index stays behind.",
                action,
                code={
                    "off": python([f"SET {name} = 0" for name in limits]).replace("\n", "\n    "),
                    "on": python([f"RESET {name}" for name in limits]).replace("\n", "\n    "),
                },
            )


def _limit(name: str, statement: Statement, history: History) -> int:
    """The setting where it can strike; the wait for a lock has no estimate."""
    limit = history.timeout(statement, name) or 0
    estimate = statement.estimate
    over_before = name != "lock_timeout" and estimate and estimate.high * 1000 < limit
    return 0 if over_before else limit
