"""A deployment made of the evidence about migrations: what is chosen, and all that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from migration_safety.core.deployment.choice.budget import Budget
from migration_safety.core.deployment.choice.obstacle import Obstacle
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.document import hashed
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.price.size import Sizes
from migration_safety.flows.blue_green.planning.choosing import Choice, choose
from migration_safety.flows.blue_green.planning.evidence.releases import (
    Ancestors,
    Order,
    ordered,
    releases,
)
from migration_safety.flows.blue_green.planning.evidence.replication import obstacles, shims
from migration_safety.flows.blue_green.planning.evidence.shown import Shown
from migration_safety.flows.blue_green.planning.evidence.tables import Tables
from migration_safety.flows.blue_green.planning.evidence.waiting import waits
from migration_safety.flows.blue_green.planning.following import returning
from migration_safety.flows.blue_green.planning.following.budgets import pause, room
from migration_safety.flows.blue_green.planning.following.phases import (
    deploys,
    origins,
    placed,
    targets,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a deployment is made of, besides the migrations and what somebody asks for.

    `history` are the applied migrations in their order, `ancestors` what each selected one
    depends on; `shown` is what reports of trials and rehearsals have.
    """

    server: int
    revision: str
    ancestors: Ancestors
    history: Sequence[tuple[str, str]]
    sizes: Sizes
    shown: Shown


@dataclass(frozen=True, slots=True)
class Sorted:
    """`green` are the migrations of green, or those before the code; `later` wait."""

    orders: tuple[Order, ...]
    choice: Choice
    found: tuple[Obstacle, ...]

    @property
    def green(self) -> tuple[Migration, ...]:
        """In the order in which they run."""
        return tuple(each for order in self.orders for each in order.before)

    @property
    def later(self) -> tuple[Migration, ...]:
        """Once the old code is gone."""
        return tuple(each for order in self.orders for each in order.after)


def sort(plan: Plan, ancestors: Ancestors, limit: float, wanted: Strategy | None) -> Sorted:
    """What runs when, and by which strategy.  `limit` is how many seconds requests may wait."""
    order = ordered(plan, ancestors)
    found = (*order.obstacles, *waits(plan, limit), *obstacles(Plan(order.before)))
    choice = choose(found, wanted)
    in_place = choice.strategy is Strategy.IN_PLACE
    orders = releases(plan, ancestors, edited=True) if in_place else [order]
    return Sorted(tuple(orders), choice, found)


def decided(plan: Plan, by: Sorted, found: Tables, facts: Facts, limit: float) -> Deployment:
    """The deployment, with its hash.  `limit` is how many seconds requests may wait."""
    strategy, choice = by.choice.strategy, by.choice
    whole = Deployment(
        strategy=strategy,
        reasons=choice.reasons,
        overridden=choice.overridden,
        origins=origins(plan.migrations, facts.history),
        targets=targets(by.green),
        contract=targets(by.later),
        operations=tuple(placed(plan)),
        deploys=deploys(by.orders, strategy),
        options=choice.options,
        obstacles=by.found,
        notes=tuple(returning.tails(by.green)),
        server=facts.server,
        revision=facts.revision,
    )
    if strategy.replicates:
        whole = replace(_replicated(whole, by, found), budgets=_budgets(by, found, facts, limit))
    else:
        whole = replace(
            whole,
            point_of_no_return=returning.in_place(by.later),
            debts=tuple(returning.in_place_debts(by.later, facts.shown.ways_back)),
        )
    return hashed(whole)


def _replicated(whole: Deployment, by: Sorted, found: Tables) -> Deployment:
    return replace(
        whole,
        published=found.published,
        left_out=found.left_out,
        shims=shims(by.green),
        point_of_no_return=returning.replicated(by.green, by.later),
        debts=tuple(returning.debts(by.green, found)),
    )


def _budgets(by: Sorted, found: Tables, facts: Facts, limit: float) -> tuple[Budget, ...]:
    strategy = by.choice.strategy
    rehearsed = facts.shown.pauses.get(strategy.value, ())
    return (
        pause(strategy, rehearsed, limit),
        *room(found.published, by.green, facts.sizes),
    )
