"""One action of a plan, with all that its fate depends on, and the words to say it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from migration_safety.core.deployment.follow import Names
from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.plan import Migration, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.databases.postgresql.replication.ahead import Ahead

BLUE, GREEN = "blue", "green"
# Django writes these on each side for itself; no publication has them.
UNSENT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@dataclass(frozen=True, slots=True)
class Seen:
    """`names` are as they were before the action; `schema` is that of tables without one."""

    action: Action
    statement: Statement
    step: Step
    migration: Migration
    names: Names
    ahead: Ahead
    version: int
    schema: str

    @property
    def table(self) -> str:
        return self.action.table

    @property
    def column(self) -> str:
        """The first column, or ""."""
        return "".join(self.action.columns[:1])

    @property
    def path(self) -> tuple[str, str]:
        """The table's schema and name."""
        schema, _, name = self.table.rpartition(".")
        return schema or self.schema, name

    @property
    def key(self) -> str:
        """The first column of the primary key of a table that is renamed, or ""."""
        return self.action.other("key")

    @property
    def words(self) -> str:
        """The column as people say it."""
        return f"{self.table}.{self.column}" if self.column else self.table

    def added(self, *columns: str) -> bool:
        """Whether blue has none of these columns of the table."""
        if self.table in self.names.new:
            return True
        return bool(columns) and set(columns) <= self.names.table(self.table).added

    def verdict(self, direction: Direction, fate: Fate, because: str, **more: object) -> Verdict:
        """One of this table and these columns."""
        given = {"table": self.table, "columns": self.action.columns, **more}
        return Verdict(direction, fate, because=because, **given)  # type: ignore[arg-type]  # by name

    def forward(self, fate: Fate, because: str, **more: object) -> Verdict:
        """From blue to green."""
        return self.verdict(Direction.FORWARD, fate, because, **more)

    def reverse(self, fate: Fate, because: str, **more: object) -> Verdict:
        """From green to blue."""
        return self.verdict(Direction.REVERSE, fate, because, **more)

    def fine(self, because: str) -> Iterator[Verdict]:
        """Both ways."""
        yield self.forward(Fate.WORKS, because)
        yield self.reverse(Fate.WORKS, because)

    def on_green(self, sql: str, undo: str, purpose: str) -> Shim:
        """Made when green has been migrated, taken away with the contract."""
        return Shim(GREEN, Moment.AFTER_MIGRATE, self.table, sql, undo, purpose)

    def on_blue(self, sql: str, undo: str, purpose: str) -> Shim:
        """Made while nobody writes, so that blue can take what green will send."""
        return Shim(BLUE, Moment.AT_THE_FENCE, self.table, sql, undo, purpose)


Judge = Callable[[Seen], Iterator[Verdict]]
