"""An index begins with all columns of another one.

What happens:
    Queries that the shorter one serves are served by the longer one too; both are written.
    Django gives each foreign key an index, which an index or a constraint that begins with the
    same column makes needless.

When it is fine:
    The shorter one is much smaller and used much more.

Instead:
    # where the shorter one is a foreign key's: db_index=False in its field, and
    class Migration(migrations.Migration):
        atomic = False

        operations = [
            migrations.RunSQL('DROP INDEX CONCURRENTLY "{shorter}"', migrations.RunSQL.noop),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS908", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE INDEX", "CREATE INDEX CONCURRENTLY"):
        others = [name for role, name in action.others if role == "begins"]
        if others:
            yield Hazard(
                f"Of the indexes {action.name} and {names(others)} on {action.table} one begins "
                "with all columns of the other.",
                action,
                code={"shorter": "..."},
            )
