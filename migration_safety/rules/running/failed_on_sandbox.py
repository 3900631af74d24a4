"""The statement failed when it was run on the sandbox.

What happens:
    The migration was run for real, after all migrations before it, and the server refused
    this statement.  The sandbox has no rows: what fails there fails everywhere, unless the
    database that it is meant for holds things that no migration makes.

When it is fine:
    What the statement needs (a role, an extension, a table of another system) exists in
    production and was not made on the sandbox.  Python that needs certain rows fails on the
    empty database of a new installation, or of the tests, in the same way.

Instead:
    # mend the operation, and run the command with --observe again
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import NOTHING, Hazard, rule

SAID = {"": "A statement", "PYTHON": "Its Python"}


@rule("MS606", Severity.ERROR, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """Less what the rule about CONCURRENTLY has foreseen."""
    for statement in step.statements:
        foreseen = any("no transaction" in action.flags for action in statement.actions)
        ran = statement.sql or any(statement.acting("PYTHON"))
        if statement.error and ran and not (foreseen and statement.atomic):
            first = statement.actions[0] if statement.actions else NOTHING
            said = SAID.get(first.shape, first.shape)
            yield Hazard(f"{said} failed on the sandbox: {statement.error}.", first)
