"""The running release may still write what the new constraint refuses.

What happens:
    A column takes no NULL any more, or a check or an exclusion constraint begins to hold,
    also one that is NOT VALID.  The running release was written when all of that was
    allowed: each INSERT or UPDATE that writes such a value fails for a user.

When it is fine:
    The running release writes no such value: its field takes no NULL, or a check that is in
    the database already proves it; the column is new; or the table is created by the same
    migration.

Instead:
    # 1. ship code that no longer writes what the constraint is going to refuse
    # 2. mend the rows that hold it
    # 3. in the next release: the operation that you have now
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.step import NOT_NULL
from migration_safety.rules.rule import Hazard, rule

REFUSING = (*NOT_NULL, "ADD CHECK", "ADD CHECK NOT VALID", "ADD EXCLUDE")


@rule("MS315", Severity.INFO)
def check(step: Step, history: History) -> Iterator[Hazard]:
    """What is refused is known from the models and the schema before: see compatibility."""
    broken = step.compatibility.old_new.failing if step.compatibility else ()
    only = {(each.table, trouble.only) for each in broken for trouble in each.troubles}
    for _, action in step.acting(*REFUSING):
        what = f"NULL in {action.columns[0]}" if action.shape in NOT_NULL else ""
        what = what or f"what {action.name} refuses"
        if (action.table, what) in only:
            yield Hazard(
                f"The running release may still write {what} to {action.table}: that fails.",
                action,
            )
