"""The column takes less than before, and the running release does not know.

What happens:
    Old processes go on writing values that no longer fit: each such INSERT or UPDATE fails.
    A stored value that does not fit makes the migration itself fail.

When it is fine:
    The running code already refuses what will not fit, and no stored value is larger; or
    the table is created by the same migration.

Instead:
    # 1. ship code that writes nothing larger; from then on the database refuses it
    migrations.RunSQL(
        {check},
        'ALTER TABLE "{table}" DROP CONSTRAINT "{column}_fits"',
    )
    # 2. the next migration, once the rows that do not fit have been mended
    migrations.RunSQL(
        'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{column}_fits"', migrations.RunSQL.noop
    )
    # 3. the type itself may stay as wide as it is: the constraint says what is allowed
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.statement import Action
from migration_safety.rules.rule import Hazard, names, rule

BYTES = {"smallint": 2, "integer": 4}


@rule("MS310", Severity.WARNING)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """One hazard for a key and the columns that refer to it."""
    narrowed = [action for _, action in step.flagged("narrows") if not action.fresh]
    for detail in dict.fromkeys(action.detail for action in narrowed):
        alike = [action for action in narrowed if action.detail == detail]
        columns = names(f"{action.table}.{action.columns[0]}" for action in alike)
        yield Hazard(
            f"The running release may still write to {columns} what no longer fits ({detail}).",
            alike[0],
            tuple(action.table for action in alike),
            code={"check": repr(_check(alike[0]))},
        )


def _check(action: Action) -> str:
    """The CHECK that says what the new type would take."""
    name, type_ = f'"{action.columns[0]}"', action.detail.partition(" -> ")[2]
    size = [int(digits) for digits in re.findall(r"\d+", type_)]
    if type_ in BYTES:
        fits = (
            f"{name} BETWEEN {-(2 ** (8 * BYTES[type_] - 1))} AND {2 ** (8 * BYTES[type_] - 1) - 1}"
        )
    elif type_.startswith("numeric"):
        fits = f"abs({name}) < 1e{size[0] - sum(size[1:])}"
    else:
        fits = f"length({name}) <= {size[0]}" if size else "..."
    constraint = f'ADD CONSTRAINT "{action.columns[0]}_fits" CHECK ({fits}) NOT VALID'
    return f'ALTER TABLE "{action.table}" {constraint}'
