"""A foreign key is of another type than the key that it refers to.

What happens:
    An integer that refers to a bigint holds up to 2,147,483,647: the first row that refers to a
    larger key cannot be written.  Each join and each check casts, and the planner may not use
    the index.

When it is fine:
    Both columns have one type; with Django's own fields they do.

Instead:
    # the type of the key that it refers to
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "{column}" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "{column}"',
    )
    # then its index, built CONCURRENTLY, and the foreign key, at first NOT VALID
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

IN_TABLE = """\
# the type of the key that it refers to, {type}, in the CREATE TABLE that you have now
"""
SHAPES = ("ADD FOREIGN KEY", "ADD FOREIGN KEY NOT VALID", "ADD COLUMN REFERENCES", "CREATE TABLE")


@rule("MS121", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting(*SHAPES, "ADD COLUMN REFERENCES (default)"):
        if "types differ" in action.flags:
            column = ".".join((action.table, *action.columns[:1]))
            yield Hazard(
                f"{column} refers to {action.other('referenced') or 'a new table'} with another "
                f"type ({action.detail}).",
                action,
                instead=IN_TABLE if action.shape == "CREATE TABLE" else "",
                code={"type": action.detail.partition(" -> ")[2]},
            )
