"""One operation of a migration, and what may be asked about it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.deployment.verdict import Verdict
from migration_safety.core.effect import Blocks
from migration_safety.core.operations.change import Change, Source
from migration_safety.core.operations.function import Function
from migration_safety.core.operations.remake import Remake
from migration_safety.core.phase import Phase, phase_of
from migration_safety.core.releases.compatibility import Compatibility, Stage
from migration_safety.core.statement import Action, Statement

OPPOSITE = {
    "ADD FOREIGN KEY": ("DROP FOREIGN KEY",),
    "DROP FOREIGN KEY": ("ADD FOREIGN KEY", "ADD FOREIGN KEY NOT VALID"),
    "CREATE INDEX": ("DROP INDEX",),
    "DROP INDEX": ("CREATE INDEX",),
}

BY_HAND = ("RunSQL", "RunPython", "SeparateDatabaseAndState")
NOT_NULL = ("ALTER COLUMN SET NOT NULL", "ALTER COLUMN SET NOT NULL (validated CHECK)")


@dataclass(frozen=True)
class Step:
    """One operation of a migration, with the evidence gathered about it.

    A change nested in SeparateDatabaseAndState or RunSQL belongs to the step of the outer
    operation: `changes` lists all, the operation itself first.  `functions` are what its
    Python does, as its source says, `reverses` what that of its way back does; `remake` is what
    it does on SQLite.  `meaning` is a digest of what the operation does, which its formatting
    does not change.  `verdicts` are what logical replication makes of it, none where nobody
    asked.
    """

    index: int
    changes: tuple[Change, ...]
    source: Source = field(default_factory=Source)
    statements: tuple[Statement, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    compatibility: Compatibility | None = None
    functions: tuple[Function, ...] = ()
    reverses: tuple[Function, ...] = ()
    remake: Remake | None = None
    meaning: str = ""
    verdicts: tuple[Verdict, ...] = ()

    @property
    def change(self) -> Change:
        """The operation itself."""
        return self.changes[0]

    @property
    def read(self) -> bool:
        """Whether all of its Python could be followed."""
        return bool(self.functions) and not any(each.unknown for each in self.functions)

    @property
    def phase(self) -> Phase:
        """Where in a deployment it belongs."""
        return phase_of(self.statements)

    @property
    def stage(self) -> Stage | None:
        """When it can run: None where that was not tried."""
        return self.compatibility.stage if self.compatibility else None

    def acting(self, *shapes: str) -> Iterator[tuple[Statement, Action]]:
        """Its statements and their actions of those shapes."""
        if self.shapes.isdisjoint(shapes):
            return
        for statement in self.statements:
            for action in statement.acting(*shapes):
                yield statement, action

    @cached_property
    def shapes(self) -> frozenset[str]:
        """The shapes of all its actions: most rules ask for some that are not there."""
        return frozenset(action.shape for each in self.statements for action in each.actions)

    def flagged(self, flag: str) -> Iterator[tuple[Statement, Action]]:
        """Its statements and their actions with that flag."""
        for statement in self.statements:
            for action in statement.actions:
                if flag in action.flags:
                    yield statement, action

    def replaced(self, action: Action) -> Action | None:
        """The other half of a drop and a new start by Django: what drops here what the action
        makes, or makes here what it drops, the columns perhaps renamed in between.
        """
        if not any(change.kind not in BY_HAND and not change.state_only for change in self.changes):
            return None
        renamed = any(other.table == action.table for _, other in self.acting("RENAME COLUMN"))
        for _, other in self.acting(*OPPOSITE.get(action.shape, ())):
            same_place = (other.table, other.others) == (action.table, action.others)
            if same_place and (renamed or other.columns == action.columns):
                return other
        return None

    def filling(self) -> list[Statement]:
        """The statements that give rows without a value one, for a column to become NOT NULL."""
        required = {(action.table, *action.columns) for _, action in self.acting(*NOT_NULL)}
        return [
            statement
            for statement, action in self.acting("UPDATE")
            if (action.table, *action.columns) in required
        ]

    def rewritten(self) -> tuple[str, ...]:
        """The existing tables of which it changes a column's type by writing them anew."""
        retyped = (action for _, action in self.acting("ALTER COLUMN TYPE (rewrite)"))
        return tuple(dict.fromkeys(action.table for action in retyped if not action.fresh))

    def blocks(self, table: str) -> Blocks:
        """The most that its statements block on a table."""
        effects = (statement.effect_on(table) for statement in self.statements)
        return max((effect.blocks for effect in effects if effect), default=Blocks.NOTHING)
