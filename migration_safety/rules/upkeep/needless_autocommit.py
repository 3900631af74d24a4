"""The migration is not atomic, and nothing in it asks for that.

What happens:
    With atomic = False the change commits first, and Django records the migration afterwards.
    Killed in between, it has run and counts as not applied: running it again fails, because
    what it makes is there already.  A failure half way leaves what came before it.

When it is fine:
    Something cannot run in a transaction (CONCURRENTLY), takes long, or locks several tables
    one after the other.

Instead:
    class Migration(migrations.Migration):
        # without `atomic = False`
        operations = [
            {operation},
        ]
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Statement
from migration_safety.rules.rule import Hazard, rule

BRIEF = ("ADD ", "ALTER ", "CREATE ", "DROP ", "RENAME ")


@rule("MS914", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Told of the first operation."""
    statements = history.migration.statements()
    if history.migration.atomic or step.index or not statements:
        return
    tables = {effect.table for each in statements for effect in each.effects}
    if len(tables) <= 1 and all(map(_is_brief, statements)):
        yield Hazard(f"Nothing in {history.migration} needs atomic = False.", whole=True)


def _is_brief(statement: Statement) -> bool:
    """A change of the schema that reads no rows, and may stand in a transaction."""
    if statement.unknown or statement.error or not statement.actions:
        return False
    works = any(effect.scans or effect.rewrites for effect in statement.effects)
    shapes = (action.shape for action in statement.actions)
    refused = any("no transaction" in action.flags for action in statement.actions)
    return not (works or refused) and all(shape.startswith(BRIEF) for shape in shapes)
