"""More roles may read or do more than before.

What happens:
    GRANT .. TO PUBLIC opens a table to every role of the database, those of tomorrow included.
    A superuser passes every check.  A function that is SECURITY DEFINER runs with the rights of
    its owner; without a search_path of its own, its caller decides which tables and functions
    its names mean, and so what is run with those rights.

When it is fine:
    Rights on a schema or a sequence of no importance; a function that sets search_path.

Instead:
    # the names in the function mean the same whoever calls it
    migrations.RunSQL(
        "ALTER FUNCTION {name} SET search_path = pg_catalog, public, pg_temp",
        "ALTER FUNCTION {name} RESET search_path",
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, rule

GRANTED = 'migrations.RunSQL(\'GRANT SELECT ON "{table}" TO "a_role"\', migrations.RunSQL.noop)'
OWN = """\
# outside of migrations, by whoever runs the server; the application's role needs no more than
migrations.RunSQL('GRANT CONNECT ON DATABASE "..." TO "{name}"', migrations.RunSQL.noop)"""


@rule("MS802", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("GRANT", "CREATE ROLE", "ALTER ROLE", "CREATE FUNCTION"):
        if "to everybody" in action.flags and action.name:
            table = action.name.partition(", ")[0]
            yield Hazard(
                f"Every role of the database gets rights on {action.name}.",
                tables=(action.name,),
                instead=GRANTED.replace("{table}", table),
            )
        elif "superuser" in action.flags:
            yield Hazard(f"{action.name} becomes a superuser.", action, instead=OWN)
        elif "as its owner" in action.flags and not _pinned(action, history):
            yield Hazard(
                f"The function {action.name} runs as its owner, and its caller's search_path "
                "decides what its names mean.",
                action,
            )


def _pinned(function: Action, history: History) -> bool:
    """Whether it, or the migration afterwards, sets its search_path."""
    return "search_path" in function.flags or any(
        action.name == function.name and "search_path" in action.flags
        for _, action in history.migration.acting("ALTER FUNCTION")
    )
