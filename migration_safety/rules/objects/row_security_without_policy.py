"""Row level security is switched on, and no policy lets anybody see a row.

What happens:
    Without a policy PostgreSQL shows no row and takes none, to everyone but the table's owner,
    superusers and roles with BYPASSRLS.  An application that connects as another role finds the
    table empty, without an error.

When it is fine:
    A policy is there before, or comes in the same transaction; or the table is created by the
    same migration and nobody reads it yet.

Instead:
    # the policy first, then the switch, in one transaction
    operations = [
        migrations.RunSQL(
            'CREATE POLICY "{table}_all" ON "{table}" USING (true)',
            'DROP POLICY "{table}_all" ON "{table}"',
        ),
        migrations.RunSQL(
            'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ),
    ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule


@rule("MS801", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting("ENABLE ROW LEVEL SECURITY"):
        coming = any(
            policy.table == action.table
            for later in history.after(statement)
            for policy in later.acting("CREATE POLICY")
        )
        if "no policy" in action.flags and not action.fresh and not coming:
            yield Hazard(
                f"{action.table} looks empty to every role but its owner: row level security is "
                "on and no policy is there.",
                action,
            )
