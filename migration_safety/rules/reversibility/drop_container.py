"""A container is dropped together with whatever is in it or depends on it.

What happens:
    DROP OWNED and DROP .. CASCADE of a schema, type, function or extension delete tables, columns,
    defaults and indexes that the statement does not name.  What goes depends on the
    database that it meets.

When it is fine:
    Without CASCADE PostgreSQL refuses as long as something depends on it.

Instead:
    # drop what shall go by its name; PostgreSQL refuses the rest while something is left
    migrations.RunSQL({safe}, migrations.RunSQL.noop)
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

KINDS = ("SCHEMA", "TYPE", "FUNCTION", "EXTENSION", "SEQUENCE", "COLLATION")
SHAPES = ("DROP OWNED", "DROP DATABASE", *(f"DROP {kind} CASCADE" for kind in KINDS))


@rule("MS406", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement, action in step.acting(*SHAPES):
        said = f"{action.shape} of {action.name}" if action.name else action.shape
        safe = statement.sql.replace(" CASCADE", "") if "CASCADE" in action.shape else "..."
        yield Hazard(
            f"{said} deletes things that it does not name, and their rows, for good.",
            action,
            code={"safe": repr(safe)},
        )
