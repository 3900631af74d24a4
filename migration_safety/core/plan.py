"""The plan: the selected migrations, their steps, and the walk through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter

from migration_safety.core.change import Change, Source
from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.phase import Phase, phase_of
from migration_safety.core.statement import Action, Statement


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of a migration, with the evidence gathered about it.

    A change nested in SeparateDatabaseAndState or RunSQL belongs to the step of the outer
    operation: `changes` lists all, the operation itself first.
    """

    index: int
    changes: tuple[Change, ...]
    source: Source = field(default_factory=Source)
    statements: tuple[Statement, ...] = ()

    @property
    def change(self) -> Change:
        """The operation itself."""
        return self.changes[0]

    @property
    def phase(self) -> Phase:
        """Where in a deployment it belongs."""
        return phase_of(self.statements)

    def acting(self, *shapes: str) -> Iterator[tuple[Statement, Action]]:
        """Its statements and their actions of those shapes."""
        for statement in self.statements:
            for action in statement.acting(*shapes):
                yield statement, action


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration: `atomic` as its class says; `applied` to the database that was asked."""

    app: str
    name: str
    atomic: bool = True
    applied: bool = False
    path: str = ""
    steps: tuple[Step, ...] = ()
    seconds: float | None = None

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"

    def statements(self) -> list[Statement]:
        """All statements in the order in which the server meets them."""
        found = (statement for step in self.steps for statement in step.statements)
        return sorted(found, key=attrgetter("order"))


@dataclass(frozen=True, slots=True)
class History:
    """What a rule may ask about the time before a step: pure questions, no database."""

    plan: Plan
    migration: Migration
    earlier: tuple[Migration, ...] = ()

    def held(self, statement: Statement, table: str) -> tuple[Statement, Effect] | None:
        """The strongest lock that earlier statements of the same transaction hold on a table."""
        found: tuple[Statement, Effect] | None = None
        for before in self.migration.statements():
            if before.order >= statement.order or before.transaction != statement.transaction:
                continue
            effect = before.effect_on(table)
            if effect and (found is None or effect.blocks > found[1].blocks):
                found = (before, effect)
        return found

    def blocked(self, statement: Statement, table: str) -> Blocks:
        """What is blocked on a table while the statement runs, its own lock included."""
        held, own = self.held(statement, table), statement.effect_on(table)
        return max(
            held[1].blocks if held else Blocks.NOTHING, own.blocks if own else Blocks.NOTHING
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

    `lock_timeout` is the setting of the connection that will run them, in milliseconds
    (0 = waits for ever), None where it is not known.
    """

    migrations: tuple[Migration, ...] = ()
    lock_timeout: int | None = None

    def with_lock_timeout(self, milliseconds: int | None) -> Plan:
        """The same plan, to be run by a connection with that lock_timeout."""
        return replace(self, lock_timeout=milliseconds)

    def walk(self) -> Iterator[tuple[Step, History]]:
        """Each step with the history before it."""
        for index, migration in enumerate(self.migrations):
            history = History(self, migration, self.migrations[:index])
            for step in migration.steps:
                yield step, history
