"""Where each operation belongs: its phase, its stage, and the deploy that ships it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migration_safety.core.deployment.deployment import Deploy, Placed
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.phase import Phase
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.releases.compatibility import Stage
from migration_safety.flows.blue_green.planning.evidence.releases import Order

Target = tuple[str, str]
OLD, NEW = "the old release", "the new release"
BETWEEN = "a release that knows these migrations and no later ones"


def placed(plan: Plan) -> Iterator[Placed]:
    """Every operation."""
    for migration in plan.migrations:
        for step in migration.steps:
            yield Placed(
                migration.app,
                migration.name,
                step.index,
                step.change.description,
                phase(step).value,
                step.stage.value if step.stage else "",
                step.verdicts,
                migration.atomic,
            )


def phase(step: Step) -> Phase:
    """By what it does, unless the releases say that it can run before, or must run after."""
    if step.stage is Stage.POST_DEPLOY:
        return Phase.CONTRACT
    early = step.stage in (Stage.PRE_DEPLOY, Stage.EITHER)
    return Phase.EXPAND if early and step.phase is Phase.CONTRACT else step.phase


def deploys(orders: Sequence[Order], strategy: Strategy) -> tuple[Deploy, ...]:
    """One after the other; what has nothing to do is left out."""
    if not strategy.replicates:
        several = len(orders) > 1
        named = ((f"release {n}: " if several else "", each) for n, each in enumerate(orders, 1))
        *early, last = (_in_place(title, order) for title, order in named)
        return (*(each for some in early for each in _between(some)), *last)
    (order,) = orders
    before, after = tuple(map(str, order.before)), tuple(map(str, order.after))
    contract = (Deploy("contract", after),) if after else ()
    if strategy is Strategy.GATE:
        return (Deploy("green and the new code, at once", before, NEW), *contract)
    return (Deploy("green, under the old code", before, OLD), Deploy("code", (), NEW), *contract)


def _in_place(title: str, order: Order) -> list[Deploy]:
    before, after = tuple(map(str, order.before)), tuple(map(str, order.after))
    every = (Deploy("expand", before), Deploy("code", (), NEW), Deploy("contract", after))
    wanted = (each for each in every if each.before or each.code)
    return [replace(each, title=f"{title}{each.title}") for each in wanted]


def _between(some: Sequence[Deploy]) -> Iterator[Deploy]:
    """Those of a release that has to be made first."""
    for each in some:
        yield replace(each, code=BETWEEN) if each.code else each


def targets(migrations: Sequence[Migration]) -> tuple[Target, ...]:
    """The last of each app, by which `migrate` brings the others too."""
    return tuple(sorted({each.app: each.name for each in migrations}.items()))


def origins(migrations: Sequence[Migration], history: Sequence[Target]) -> tuple[Target, ...]:
    """For each app that has one of these migrations the one that is applied last, "" for none."""
    last = dict(history)
    return tuple(sorted((app, last.get(app, "")) for app in {each.app for each in migrations}))
