"""Whether all who write come through poolers, where a pause can hold them."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.preflight.sessions import Pooler, Session
from migration_safety.core.report import Check

DRAINING = frozenset({"transaction", "statement"})


def pooled(sides: Sides) -> Check:
    """Each session of a writer ends at a pooler that is known, and that a pause can drain."""
    wrong = [line for each in sides.poolers for line in _useless(each)]
    if not sides.poolers:
        wrong = ["no pooler is named. Name the consoles of all in MIGRATION_SAFETY_CONSOLES."]
    known = frozenset[int]().union(*(each.backends for each in sides.poolers))
    found = list(_writing(sides))
    if not any(each.trouble for each in sides.poolers):
        wrong += [_past(each) for each in found if each.pid not in known]
    return outcome(
        "writers are pooled",
        len(found) + max(len(sides.poolers), 1),
        wrong,
        unexamined=sides.unanswered("sessions", "writers"),
    )


def _useless(pooler: Pooler) -> Iterator[str]:
    if pooler.trouble:
        yield pooler.trouble
    elif not pooler.modes:
        yield f"the pooler at {pooler.name} has no database that leads to blue."
    elif not DRAINING.issuperset(pooler.modes):
        yield (
            f"the pooler at {pooler.name} pools sessions: a pause would wait until clients leave."
            " Set pool_mode = transaction."
        )


def _writing(sides: Sides) -> Iterator[Session]:
    roles = {*sides.writers} or {each.name for each in sides.blue.writers if not each.superuser}
    for each in sides.blue.sessions:
        if each.here and each.kind == "client backend" and each.role in roles:
            yield each


def _past(session: Session) -> str:
    return (
        f"{session.role} is connected past the poolers: process {session.pid}"
        f" ({session.application or 'unnamed'}, from {session.client or 'a local socket'})."
        " Lead it through one, or name the console of its pooler in MIGRATION_SAFETY_CONSOLES."
    )
