"""What trials come to: the headline and the checklist of the report."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status
from migration_safety.core.trial.leg import Leg
from migration_safety.core.trial.trial import Reversibility, Trial

WHOLE = "all as one"
WORST = (
    Reversibility.BROKEN,
    Reversibility.IRREVERSIBLE,
    Reversibility.BEFORE_WRITES,
    Reversibility.LOSSY,
    Reversibility.LOSSLESS,
)


def trials(plan: Plan) -> Iterator[tuple[str, Trial]]:
    """Each trial and what it is of."""
    for each in plan.migrations:
        if each.trial:
            yield str(each), each.trial
    if plan.trial and not any(each.trial is plan.trial for each in plan.migrations):
        yield WHOLE, plan.trial


def headline(plan: Plan) -> str:
    """The worst that was found, in a sentence."""
    found = [each for _, each in trials(plan)]
    if not found:
        return "Nothing could be tried, so nothing is proven."
    worst = min((each.reversibility for each in found), key=WORST.index)
    count = sum(each.reversibility is worst for each in found)
    return f"{count} of {len(found)} trials: {worst.value}."


def checks(plan: Plan) -> tuple[Check, ...]:
    """Each kind of leg, and how many of them came through."""
    found = list(trials(plan))
    return (
        _check("Forward", [(name, each.forward) for name, each in found]),
        _check("Way back", [(name, each.backward) for name, each in found]),
        _check("Forward again", [(name, each.again) for name, each in found]),
    )


def _check(name: str, legs: list[tuple[str, Leg | None]]) -> Check:
    tried = [(what, leg) for what, leg in legs if leg]
    failed = [f"{what}: {leg.failed}: {leg.error}" for what, leg in tried if leg.failed]
    if not tried:
        return Check(name, Status.SKIPPED, 0, "nothing was tried")
    status = Status.FAILED if failed else Status.PASSED
    message = f"{len(failed)} of {len(tried)} fail" if failed else f"all {len(tried)} came through"
    return Check(name, status, len(tried), message, tuple(failed))
