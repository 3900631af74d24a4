"""The statement failed when it was run on the sandbox.

What happens:
    The migration was run for real, after all migrations before it, and the server refused
    this statement.  The sandbox has no rows: what fails there fails everywhere, unless the
    database that it is meant for holds things that no migration makes.

When it is fine:
    What the statement needs (a role, an extension, a table of another system) exists in
    production and was not made on the sandbox.

Instead:
    # mend the operation, and run the command with --observe again
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import NOTHING, Hazard, rule


@rule("MS606", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Less what the rule about CONCURRENTLY has foreseen."""
    for statement in step.statements:
        foreseen = any("no transaction" in action.flags for action in statement.actions)
        if statement.error and statement.sql and not (foreseen and statement.atomic):
            first = statement.actions[0] if statement.actions else NOTHING
            said = first.shape if first.shape else "A statement"
            yield Hazard(f"{said} failed on the sandbox: {statement.error}.", first)
