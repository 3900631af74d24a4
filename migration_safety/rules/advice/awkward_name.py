"""A name has to be quoted wherever it is written.

What happens:
    Django quotes every name.  People, reports and other programs must do so too: without quotes
    PostgreSQL reads upper case as lower case, and a reserved word as the word that it is.

When it is fine:
    Nobody writes SQL by hand, or the name is another system's.

Instead:
    # lower case, digits and _, and no reserved word; in the model the field may keep its name
    migrations.AddField("{model_lower}", "{field}", models.Field(..., db_column="{plain}"))
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.rules.rule import Hazard, rule

PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
# Source: pg_get_keywords() of PostgreSQL 18, those with catcode R.
RESERVED = frozenset(
    {
        *("all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both"),
        *("case", "cast", "check", "collate", "column", "constraint", "create", "default"),
        *("current_catalog", "current_date", "current_role", "current_time", "current_user"),
        *("current_timestamp", "deferrable", "desc", "distinct", "do", "else", "end", "except"),
        *("false", "fetch", "for", "foreign", "from", "grant", "group", "having", "in"),
        *("initially", "intersect", "into", "lateral", "leading", "limit", "localtime", "not"),
        *("localtimestamp", "null", "offset", "on", "only", "or", "order", "placing", "primary"),
        *("references", "returning", "select", "session_user", "some", "symmetric", "table"),
        *("system_user", "then", "to", "trailing", "true", "union", "unique", "user", "using"),
        *("variadic", "when", "where", "window", "with"),
    }
)


@rule("MS906", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    for _, action in step.acting("CREATE TABLE", "COLUMN", "ADD COLUMN"):
        name = action.columns[0] if action.columns else action.table.rpartition(".")[2]
        if not PLAIN.fullmatch(name) or name in RESERVED:
            yield Hazard(
                f"The name {name} must be quoted in every query.",
                action,
                code={"plain": f"{re.sub(r'[^a-z0-9_]', '_', name.lower())}_"},
            )
