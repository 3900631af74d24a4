"""A transaction is begun and nothing ends it.

What happens:
    With atomic = False the SQL opens a transaction of its own.  Without its COMMIT all that
    follows runs in it, Django's note that the migration was applied included; when the
    connection closes, PostgreSQL rolls all of it back, and the locks are held until then.

When it is fine:
    A later statement of the migration commits or rolls back.

Instead:
    # Django's own transaction: leave out atomic = False, BEGIN and COMMIT; or
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.RunSQL("BEGIN", migrations.RunSQL.noop),
            # what belongs together, and then
            migrations.RunSQL("COMMIT", migrations.RunSQL.noop),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS616", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    if history.migration.atomic:
        return
    for statement, action in step.acting("BEGIN"):
        ends = history.migration.acting("COMMIT", "ROLLBACK")
        if not any(end.order > statement.order for end, _ in ends):
            yield Hazard(
                f"{history.migration} begins a transaction that nothing commits: all that it and "
                "later migrations do is lost.",
                action,
            )
