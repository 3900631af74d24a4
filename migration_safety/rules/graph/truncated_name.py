"""A name is longer than PostgreSQL keeps.

What happens:
    PostgreSQL keeps 63 bytes of a name and cuts off the rest with a notice that nobody sees.
    Two long names may become one, and code that looks for the whole name does not find it.

When it is fine:
    Never needed: Django shortens the names that it makes by itself.

Instead:
    # give it a name of at most 63 bytes; PostgreSQL would call it
    #    {cut}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

LONGEST = 63


@rule("MS704", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for statement in step.statements:
        for action in statement.actions:
            for name in dict.fromkeys((action.table, *action.columns, action.name)):
                if _cut(name, statement.sql):
                    yield Hazard(
                        f"PostgreSQL cuts a long name off to {name}.", action, code={"cut": name}
                    )


def _cut(name: str, sql: str) -> bool:
    """Whether the text goes on where the name, as PostgreSQL keeps it, ends."""
    if len(name.encode()) < LONGEST:
        return False
    following = sql.partition(name)[2][:1]
    return following.isalnum() or following == "_"
