"""A domain with a constraint has PostgreSQL look at every row, or write it anew.

What happens:
    A new column whose type is a domain with a constraint makes PostgreSQL write the whole table
    anew under ACCESS EXCLUSIVE, even without a default.  A new constraint of a domain, its
    validation and SET NOT NULL read every table that uses it, and writes to them wait.

When it is fine:
    The domain has no constraint, or no existing table uses it; ADD CONSTRAINT .. NOT VALID
    reads nothing (to validate it takes the same lock for as long).

Instead:
    # a plain type, and a CHECK of the table that is validated while everybody goes on
    migrations.RunSQL(
        [
            'ALTER TABLE "{table}" ADD COLUMN "{column}" ...',
            'ALTER TABLE "{table}" ADD CONSTRAINT "{name}_valid" CHECK (...) NOT VALID',
        ],
        migrations.RunSQL.noop,
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.rules.rule import Hazard, names, rule

USED = (
    "ALTER DOMAIN ADD CONSTRAINT",
    "ALTER DOMAIN VALIDATE CONSTRAINT",
    "ALTER DOMAIN SET NOT NULL",
)
LATER = """\
# new values from now on; the old ones stay unread (VALIDATE would stop writes again)
migrations.RunSQL({sql}, migrations.RunSQL.noop)
"""


@rule("MS211", Severity.ERROR)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("ADD COLUMN (constrained domain)"):
        if not action.fresh:
            yield Hazard(
                f"Nobody can read or write {action.table} while it is written anew, for "
                f"{action.columns[0]} is of the domain {action.detail}, which has a constraint.",
                action,
            )
    for statement, action in step.acting(*USED):
        tables = tuple(table for _, table in action.others)
        if tables:
            yield Hazard(
                f"Writes to {names(tables)} wait while each row is held against the domain "
                f"{action.name}.",
                action,
                tables,
                instead=LATER,
                code={"sql": _not_valid(statement, action)},
            )


def _not_valid(statement: Statement, action: Action) -> str:
    if action.shape == "ALTER DOMAIN SET NOT NULL":
        sql = f"ALTER DOMAIN {action.name} ADD CHECK (VALUE IS NOT NULL)"
    else:
        sql = statement.sql if action.shape.endswith("ADD CONSTRAINT") else "..."
    return repr(f"{sql} NOT VALID")
