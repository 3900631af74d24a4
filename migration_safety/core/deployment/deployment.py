"""The plan of a deployment: what is chosen and why, and all that a run needs to know."""

from __future__ import annotations

from dataclasses import dataclass

from migration_safety.core.deployment.choice.budget import Budget
from migration_safety.core.deployment.choice.obstacle import OF_RELEASES, Kind, Obstacle
from migration_safety.core.deployment.choice.option import Option, works
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict

AGAINST = {
    Strategy.IN_PLACE: frozenset(Kind) - {Kind.REPLICATION},
    Strategy.HOLD: OF_RELEASES | {Kind.REPLICATION},
    Strategy.GATE: frozenset({Kind.REPLICATION}),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An operation with its place in the deployment.

    `phase` is expand, migrate, contract or code; `stage` when it can run by the releases'
    compatibility ("pre-deploy", "post-deploy", "either", "neither", "" where not tried).
    `atomic`: its migration runs in one transaction.
    """

    app: str
    migration: str
    index: int
    description: str
    phase: str
    stage: str
    verdicts: tuple[Verdict, ...] = ()
    atomic: bool = True

    def fate(self, direction: Direction) -> str:
        """What becomes of rows, "silent (S5)", or "" where nobody asked."""
        own = (each for each in self.verdicts if each.direction is direction)
        return ", ".join(dict.fromkeys(each.words for each in own))

    @property
    def guards(self) -> tuple[str, ...]:
        """What is done about it, each once."""
        return tuple(dict.fromkeys(each.guard for each in self.verdicts if each.guard))

    @property
    def works(self) -> bool:
        """Whether rows arrive both ways with nothing done."""
        return all(each.fate is Fate.WORKS and not each.guard for each in self.verdicts)


@dataclass(frozen=True, slots=True)
class Deploy:
    """One deploy of a sequence: the migrations that it applies before or after its code."""

    title: str
    before: tuple[str, ...] = ()
    code: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything a run is made by; the same input makes the same plan.

    `targets` are (app, migration) that green is migrated to, or one database before its code,
    `origins` those before ("" is zero); `contract` are the targets of migrations that wait for
    the point of no return.  `options` are all ways that there are, `obstacles` what stands
    against them, `notes` what else to know; `server` is blue's major version.  `left_out` are
    tables that are not replicated, each with its reason.  `point_of_no_return` says where it
    lies and why; `debts` what a rollback before it would cost.  `revision` is that of the
    migrations on disk, `digest` the hash of all of this (hexadecimal SHA-256).
    """

    strategy: Strategy
    reasons: tuple[str, ...] = ()
    overridden: bool = False
    origins: tuple[tuple[str, str], ...] = ()
    targets: tuple[tuple[str, str], ...] = ()
    contract: tuple[tuple[str, str], ...] = ()
    operations: tuple[Placed, ...] = ()
    deploys: tuple[Deploy, ...] = ()
    published: tuple[Published, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    shims: tuple[Shim, ...] = ()
    point_of_no_return: str = ""
    debts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    notes: tuple[str, ...] = ()
    server: int = 0
    budgets: tuple[Budget, ...] = ()
    revision: str = ""
    digest: str = ""

    @property
    def short(self) -> str:
        """What names of publications, slots and subscriptions begin with."""
        return f"ms_{self.digest[:8]}"

    @property
    def works(self) -> bool:
        """Whether it can be shipped so, as the migrations are written."""
        return works(self.options, self.strategy)

    @property
    def against(self) -> tuple[Obstacle, ...]:
        """The obstacles that speak against this strategy."""
        kinds = AGAINST.get(self.strategy, frozenset(Kind))
        return tuple(each for each in self.obstacles if each.kind in kinds)

    def shims_at(self, moment: Moment, side: str) -> tuple[Shim, ...]:
        """Those of one side at one moment, in the order in which they are made."""
        return tuple(each for each in self.shims if (each.moment, each.side) == (moment, side))
