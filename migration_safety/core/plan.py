"""The plan: the selected migrations, their steps, and the walk through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.operations.change import Source
from migration_safety.core.operations.model import Code
from migration_safety.core.price.timeouts import in_force
from migration_safety.core.releases.compatibility import Compatibility
from migration_safety.core.statement import Action, Statement
from migration_safety.core.step import Step
from migration_safety.core.trial.trial import Trial

__all__ = ["History", "Migration", "Plan", "Step"]


@dataclass(frozen=True)
class Migration:
    """One migration: `atomic` as its class says; `applied` to the database that was asked.

    `source` is its class, `suppressions` what is accepted of it as a whole, `meaning` a digest
    of what it does; `code` is the release that runs while it is applied.  `compatibility` is
    that of the releases before and after it, None where several migrations are one deploy.
    `beside` are applied migrations of its app that it knows nothing of, though both are about
    the same model.  `trial` is that of this migration by itself, None where it was not tried.
    """

    app: str
    name: str
    atomic: bool = True
    applied: bool = False
    path: str = ""
    steps: tuple[Step, ...] = ()
    seconds: float | None = None
    source: Source = field(default_factory=Source)
    suppressions: tuple[Suppression, ...] = ()
    meaning: str = ""
    code: Code = field(default_factory=Code)
    compatibility: Compatibility | None = None
    beside: tuple[str, ...] = ()
    trial: Trial | None = None

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"

    def statements(self) -> tuple[Statement, ...]:
        """All statements in the order in which the server meets them."""
        return self._ordered

    @cached_property
    def _ordered(self) -> tuple[Statement, ...]:
        found = (statement for step in self.steps for statement in step.statements)
        return tuple(sorted(found, key=attrgetter("order")))

    def acting(self, *shapes: str) -> Iterator[tuple[Statement, Action]]:
        """Its statements and their actions of those shapes, in that order."""
        for statement in self.statements():
            for action in statement.acting(*shapes):
                yield statement, action


@dataclass(frozen=True, slots=True)
class History:
    """What a rule may ask about the time before a step: pure questions, no database."""

    plan: Plan
    migration: Migration
    earlier: tuple[Migration, ...] = ()

    def suppressions(self, step: Step) -> tuple[Suppression, ...]:
        """What is to be said of at this step: its own, at the first those of the migration."""
        whole = self.migration.suppressions
        if step is self.migration.steps[0]:
            return (*whole, *step.suppressions)
        return tuple(each for each in step.suppressions if each not in whole)

    def locks(self, statement: Statement) -> dict[str, tuple[Statement, Effect]]:
        """The strongest lock on each table that earlier statements of the transaction hold."""
        found: dict[str, tuple[Statement, Effect]] = {}
        for before in self.before(statement):
            if before.transaction == statement.transaction:
                for effect in before.effects:
                    if effect.table not in found or effect.blocks > found[effect.table][1].blocks:
                        found[effect.table] = (before, effect)
        return found

    def held(self, statement: Statement, table: str) -> tuple[Statement, Effect] | None:
        """The strongest lock that earlier statements of the same transaction hold on a table."""
        return self.locks(statement).get(table)

    def blocked(self, statement: Statement, table: str) -> Blocks:
        """What is blocked on a table while the statement runs, its own lock included."""
        held, own = self.held(statement, table), statement.effect_on(table)
        return max(
            held[1].blocks if held else Blocks.NOTHING, own.blocks if own else Blocks.NOTHING
        )

    def before(self, statement: Statement) -> list[Statement]:
        """The earlier statements of the migration."""
        return [each for each in self.migration.statements() if each.order < statement.order]

    def gives_up(self, statement: Statement) -> bool | None:
        """Whether a lock_timeout is in force for the statement; None where it is not known."""
        limit = self.timeout(statement, "lock_timeout")
        return None if limit is None else limit > 0

    def timeout(self, statement: Statement, name: str) -> int | None:
        """A timeout in force for the statement, in milliseconds (0: without limit), or None."""
        return in_force(name, self.plan.timeouts, self.before(statement), statement)

    def trials(self, step: Step) -> list[Trial]:
        """At the first step that of the migration by itself; at the first of all that of all as
        one too, as far as it shows more than they do."""
        if step is not self.migration.steps[0]:
            return []
        found = [self.migration.trial]
        if not self.earlier and self.plan.trial:
            others = [each.trial for each in self.plan.migrations if each.trial]
            found.append(self.plan.trial.beyond(others))
        return [each for each in found if each]

    def adopted(self, table: str) -> bool:
        """Whether a later migration brings a model for a table that is there already."""
        later = self.plan.migrations[len(self.earlier) + 1 :]
        changes = (each for it in later for step in it.steps for each in step.changes)
        return any(
            each.kind == "CreateModel" and each.state_only and each.table == table
            for each in changes
        )

    def after(self, statement: Statement) -> list[Statement]:
        """The later statements of the same transaction."""
        return [
            later
            for later in self.migration.statements()
            if later.transaction == statement.transaction and later.order > statement.order
        ]


@dataclass(frozen=True, slots=True)
class Plan:
    """The selected migrations in the order in which Django would apply them.

    `timeouts` are settings of the connection that will run them, in milliseconds (0 = waits
    for ever); one that is not known is not there.  `sized_by` says who told the sizes of the
    tables, "" where nobody did; `small` is how many rows the
    project calls few.  `deploy`: all migrations are one deploy, and `compatibility`
    that of the releases before and after it.  `baseline` is the fingerprint of the migrations
    before the first selected one, "" where nobody asked.  `databases` are the aliases of all
    databases of the project.  `trial` is that of all migrations as one.
    """

    migrations: tuple[Migration, ...] = ()
    timeouts: Mapping[str, int] = field(default_factory=dict)
    sized_by: str = ""
    small: int = 0
    deploy: bool = False
    baseline: str = ""
    compatibility: Compatibility | None = None
    databases: tuple[str, ...] = ()
    trial: Trial | None = None

    @property
    def tried(self) -> bool:
        """Whether the way back of any was tried."""
        return bool(self.trial or any(each.trial for each in self.migrations))

    def walk(self) -> Iterator[tuple[Step, History]]:
        """Each step with the history before it."""
        for index, migration in enumerate(self.migrations):
            history = History(self, migration, self.migrations[:index])
            for step in migration.steps:
                yield step, history
