"""LOCK TABLE stops traffic on a table until the migration commits.

What happens:
    An explicit lock is held until the end of the transaction, whatever follows it.  While it
    waits for a running query, every later query on the table waits behind it.

When it is fine:
    The table is created by the same migration, or the mode lets reads and writes go on
    (SHARE UPDATE EXCLUSIVE and weaker).  To keep a second migration away, an advisory lock
    is enough; to keep rows as they are, lock those rows.

Instead:
    # keeps other migrations away, and nobody else
    migrations.RunSQL(
        "SELECT pg_advisory_xact_lock(hashtext('{table}'))", migrations.RunSQL.noop
    )
    # or, within a batch: keeps these rows as they are, and no others
    migrations.RunSQL(
        'SELECT 1 FROM "{table}" WHERE id BETWEEN 1 AND 1000 FOR UPDATE', migrations.RunSQL.noop
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.effect import Blocks
from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS113", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement in step.statements:
        for action in statement.actions:
            effect = statement.effect_on(action.table)
            if action.shape.startswith("LOCK TABLE") and effect and effect.blocks >= Blocks.WRITES:
                who = "read or write" if effect.blocks is Blocks.EVERYTHING else "write"
                yield Hazard(
                    f"Nobody can {who} {action.table} from LOCK TABLE until the migration commits.",
                    action,
                )
