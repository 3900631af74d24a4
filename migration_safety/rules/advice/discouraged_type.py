"""A column has a type that PostgreSQL's own manual advises against.

What happens:
    json has no equality: DISTINCT, GROUP BY and UNION over it fail, and no index serves it.
    money depends on a setting of the server.  char(n) pads with blanks that comparisons ignore.
    A timestamp without time zone does not say which moment it means.  serial leaves its
    sequence to other rights than the table's.

When it is fine:
    Data of another system is kept as it came.

Instead:
    # {better}
    migrations.RunSQL(
        'ALTER TABLE "{table}" ADD COLUMN "{column}" {type}',
        'ALTER TABLE "{table}" DROP COLUMN "{column}"',
    )
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

BETTER = {
    "json": ("jsonb", "models.JSONField"),
    "money": ("numeric(12, 2)", "models.DecimalField"),
    "char": ("varchar(20)", "models.CharField"),
    "timestamp": ("timestamptz", "models.DateTimeField"),
    "serial": ("bigint", "models.BigAutoField, an identity column"),
    "bigserial": ("bigint", "models.BigAutoField, an identity column"),
}


@rule("MS901", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("COLUMN", "ADD COLUMN"):
        name = action.detail.partition("(")[0]
        if name in BETTER:
            type_, field = BETTER[name]
            yield Hazard(
                f"{action.table}.{action.columns[0]} is {action.detail}; {type_} is easier to "
                "live with.",
                action,
                code={"type": type_, "better": f"as {field} has it"},
            )
