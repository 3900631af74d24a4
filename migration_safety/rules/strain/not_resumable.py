"""Interrupted, it is not healed by running migrate again.

What happens:
    The migration was interrupted on a sandbox: its client was killed, its backend terminated, or
    the server crashed, as a deploy that runs out of time or memory does. What it had committed by
    then stayed, Django had not recorded it, and running `migrate` again failed, or led to
    something else than an undisturbed run: IF NOT EXISTS takes an INVALID index for the index.

When it is fine:
    Somebody watches the deploy, and knows what to clear up before `migrate` runs again.

Instead:
    # leave each step that commits by itself to a migration of its own, and let it bear a second
    # run: DROP INDEX CONCURRENTLY IF EXISTS before it is built, UPDATE ... WHERE it is not done yet
    {operation}
"""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.finding import Severity
from migration_safety.core.plan import History, Step
from migration_safety.core.trial.fault import Fault
from migration_safety.rules.rule import Hazard, rule


@rule("MS459", Severity.WARNING, sandbox=True)
def check(step: Step, history: History) -> Iterator[Hazard]:
    trial = history.migration.trial
    matrix = trial.faults if trial else None
    if step is not history.migration.steps[0] or matrix is None or not matrix.stuck:
        return
    count, tried = len(matrix.stuck), len(matrix.tried)
    yield Hazard(
        f"After {count} of {tried} interruptions running migrate again does not do:"
        f" {_told(matrix.stuck[0])}.",
        whole=True,
    )


def _told(fault: Fault) -> str:
    where = f"{fault.direction}, {fault.how} {fault.where}"
    return f"{where} leaves {', '.join(fault.residue)}, and then {fault.resume}"
