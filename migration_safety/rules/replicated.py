"""What rules say of replication: the verdicts of one direction, and hazards made of them."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.plan import Step
from migration_safety.rules.rule import Hazard


def told(step: Step, direction: Direction, *fates: Fate, held: bool) -> Iterator[Verdict]:
    """The verdicts of those fates that are held, or that nothing helps against."""
    for each in step.verdicts:
        if each.direction is direction and each.fate in fates and each.held is held:
            yield each


def hazard(verdict: Verdict, message: str) -> Hazard:
    """One about the table of a verdict, which brings what to do."""
    number = f" ({verdict.hazard})" if verdict.hazard else ""
    return Hazard(
        f"{message}{number}.",
        tables=(verdict.table,) if verdict.table else (),
        code={"guard": verdict.guard or "ship it in a deploy of its own, in place"},
    )
