"""What a plan comes to, for people: headline, checklist, and tables."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.price.size import amount
from migration_safety.core.report import Check, Status
from migration_safety.flows.blue_green.planning.following.budgets import PAUSE
from migration_safety.flows.evidence import Evidence

WRITTEN = "it can be shipped as it is written"
SHORT = "the switch is as short as it has to be"
ARRIVE = "rows arrive on the other side as they are"
PROVEN = "releases were tried on a sandbox"
HEADLINES = {
    Strategy.IN_PLACE: "In place: one database is enough.",
    Strategy.HOLD: "Hold: two databases; requests wait at the pooler while traffic moves.",
    Strategy.GATE: "Gate: two databases; the new code waits on green, the old one stays on blue.",
    Strategy.REFUSE: "Refused: it has to be split before it can be shipped without downtime.",
}
AFTER_EDITS = "In place, after {edits}: one database is enough."
WITHOUT = "Overridden: as the migrations are written, requests will fail or wait."


def headline(made: Deployment) -> str:
    """In a sentence."""
    if made.overridden and not made.works:
        return f"{HEADLINES[made.strategy]} {WITHOUT}"
    if made.strategy is Strategy.IN_PLACE and not made.works:
        return AFTER_EDITS.format(edits=amount(len(made.against), "edit"))
    return HEADLINES[made.strategy]


def checks(made: Deployment, evidence: Evidence) -> tuple[Check, ...]:
    """Whether what is chosen works, and what that rests on."""
    examined = len(made.operations)
    works = made.works
    against = tuple(dict.fromkeys(each.where for each in made.against))
    said = "all" if works else f"not {made.strategy.value}"
    status = Status.PASSED if works else Status.FAILED
    observed = evidence.witness != "predicted"
    return (
        Check(WRITTEN, status, examined, said, () if works else against),
        Check(
            PROVEN,
            Status.PASSED if observed else Status.SKIPPED,
            examined if observed else 0,
            "all" if observed else "compatibility is predicted: --observe proves it",
        ),
        *_arrivals(made),
        *_pause(made),
    )


def _arrivals(made: Deployment) -> Iterator[Check]:
    """Whether rows are alike on both sides, with all that is done for it."""
    told = [each for each in made.operations if each.verdicts]
    if made.strategy.replicates and told:
        open_ = tuple(
            f"{each.app}.{each.migration} operation {each.index}, {verdict.direction.value}:"
            f" {verdict.because}"
            for each in told
            for verdict in each.verdicts
            if not verdict.held
        )
        said = f"{len(open_)} not" if open_ else "all, both ways"
        status = Status.WARNING if open_ else Status.PASSED
        yield Check(ARRIVE, status, len(told), said, open_)


def _pause(made: Deployment) -> Iterator[Check]:
    """Whether the switch may take longer than requests may wait."""
    for each in made.budgets:
        if each.name == PAUSE and each.high is not None and each.limit is not None:
            status = Status.PASSED if each.high <= each.limit else Status.WARNING
            yield Check(SHORT, status, 1, f"{each.expected} expected, {each.most} at most")


def notes(made: Deployment) -> Iterator[str]:
    """What else to know."""
    yield from made.notes
