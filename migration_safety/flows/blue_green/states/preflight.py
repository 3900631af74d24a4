"""The first state: everything is there that the run needs, and nothing in its way."""

from __future__ import annotations

from collections import Counter

from migration_safety.core.report import Check, Status
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.preflight import preflight
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State, nothing
from migration_safety.flows.blue_green.states.overtaken import refuse_overtaken

# What stays true while the run goes on: green fills, slots are taken, fences come and go.
LASTING = frozenset({"servers fit", "WAL is logical", "the driver may do it"})
# An option of the run: names of checks that may fail, with commas between.
ACCEPT = "accept"


def check(run: Run) -> None:
    """Tell every check that has something to say.  Raises RefusedError where one fails that the
    operator has not accepted by its name, or the plan is of an older blue."""
    refuse_overtaken(run)
    found = _asked(run)
    for each in found:
        if each.status is not Status.PASSED and each.details:
            run.tell(f"{each.status}: {each.name}")
            for line in each.details:
                run.tell(f"  {line}")
    counted = Counter(str(each.status) for each in found)
    run.tell(f"{len(found)} checks: {', '.join(f'{n} {name}' for name, n in counted.items())}")
    accepted = {name.strip() for name in run.options.get(ACCEPT, "").split(",")}
    failed = [each.name for each in found if each.status is Status.FAILED]
    if refused := [name for name in failed if name not in accepted]:
        raise RefusedError(
            f"The pre-flight fails: {', '.join(refused)}.",
            "Mend what is told above, and run it again; a check that may fail is accepted by"
            f' its name: --accept "{refused[0]}".',
        )


def done(run: Run) -> bool:
    """Whether what has to stay true still is."""
    lasting = [each for each in _asked(run, sample=0.0) if each.name in LASTING]
    return all(each.status is not Status.FAILED for each in lasting)


def _asked(run: Run, *, sample: float = 1.0) -> tuple[Check, ...]:
    green = run.green if run.deployment.strategy.replicates else None
    return preflight(
        run.blue,
        green,
        run.deployment,
        writers=run.writers,
        consoles=run.consoles,
        gap=run.limits.gap,
        sample=sample,
    )


PREFLIGHT = State(
    "preflight", "look whether all is there on both sides", act=nothing, check=check, done=done
)
