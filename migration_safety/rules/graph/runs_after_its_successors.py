"""The migration is new, but beside it others of the same model are applied already.

What happens:
    It comes from a branch that began before they did.  This database runs it after them; a new
    one runs it before them, or in between.  Where the order matters (a column renamed, rows
    changed, a default set), the two databases end up different, and tests that begin
    with an empty database see only one of the orders.

When it is fine:
    The order does not matter: different columns, and nothing that reads rows.

Instead:
    # say the order in which they have really run
    class Migration(migrations.Migration):
        dependencies = [
            ...,
            ("{app}", "{last}"),
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, names, rule


@rule("MS710", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told once, of the migration as a whole."""
    beside = history.migration.beside
    if beside and step.index == 0:
        verb = "is" if len(beside) == 1 else "are"
        yield Hazard(
            f"{names(beside)} {verb} applied already, and {history.migration} does not depend "
            "on it: a new database may run them the other way round.",
            whole=True,
            code={"last": beside[-1].partition(".")[2]},
        )
