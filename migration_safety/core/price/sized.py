"""A plan whose effects know how large their tables are, whatever they are called meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from migration_safety.core.effect import Effect
from migration_safety.core.plan import Migration, Plan
from migration_safety.core.price.size import UNKNOWN, Size, Sizes
from migration_safety.core.statement import Action, Statement


@dataclass(slots=True)
class Table:
    """One table under all names that it has in the course of the plan, the likeliest first.

    `made`: the plan creates it under a name that another table had before.
    """

    names: list[str]
    made: bool = False

    def size(self, sizes: Sizes) -> Size:
        """Under whatever name the source knows it: it may stand before or behind the plan."""
        return UNKNOWN if self.made else sizes.of(*self.names)


@dataclass(slots=True)
class Names:
    """Which table has which name now, and the names that any had so far."""

    now: dict[str, Table] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def table(self, name: str) -> Table:
        """The table of that name; one that nobody has spoken of is there already."""
        self.taken.add(name)
        return self.now.setdefault(name, Table([name]))

    def follow(self, actions: Iterable[Action], *, applied: bool) -> None:
        """What the actions of a statement make and rename."""
        for action in actions:
            if action.shape == "CREATE TABLE":
                made = action.table in self.taken and not applied
                self.now[action.table] = Table([action.table], made)
                self.taken.add(action.table)
            elif renamed := renaming(action):
                table = self.table(action.table)
                table.names.insert(0 if applied else len(table.names), renamed)
                del self.now[action.table]
                self.now[renamed] = table
                self.taken.add(renamed)


def renaming(action: Action) -> str:
    """The new name that it gives to its table, or ""."""
    if action.shape == "RENAME TABLE":
        prefix = action.table.rpartition(".")[0]
        new = action.detail.rpartition(" -> ")[2]
        return f"{prefix}.{new}" if prefix else new
    if action.shape == "SET SCHEMA":
        bare = action.table.rpartition(".")[2]
        return bare if action.detail == "public" else f"{action.detail}.{bare}"
    return ""


def tables(plan: Plan) -> set[str]:
    """Every name under which a table of the plan may be known to a source of sizes."""
    found = set()
    for migration in plan.migrations:
        for statement in migration.statements():
            found |= {effect.table for effect in statement.effects}
            found |= {renaming(action) for action in statement.actions}
    return found - {""}


def sized(plan: Plan, sizes: Sizes) -> Plan:
    """The same plan, with the rows and bytes of every table that it touches."""
    places: dict[tuple[str, int, str], Table] = {}
    names = Names()
    for migration in plan.migrations:
        for statement in migration.statements():
            for effect in statement.effects:
                key = (str(migration), statement.order, effect.table)
                places[key] = names.table(effect.table)
            names.follow(statement.actions, applied=migration.applied)
    known = {key: table.size(sizes) for key, table in places.items()}
    return replace(
        plan,
        migrations=tuple(_migration(each, known) for each in plan.migrations),
        sized_by=sizes.source,
    )


Known = dict[tuple[str, int, str], Size]


def _migration(migration: Migration, known: Known) -> Migration:
    name = str(migration)
    steps = tuple(
        replace(step, statements=tuple(_statement(each, name, known) for each in step.statements))
        for step in migration.steps
    )
    return replace(migration, steps=steps)


def _statement(statement: Statement, migration: str, known: Known) -> Statement:
    effects = tuple(
        _effect(each, known[migration, statement.order, each.table]) for each in statement.effects
    )
    return replace(statement, effects=effects)


def _effect(effect: Effect, size: Size) -> Effect:
    return replace(effect, rows=size.rows, bytes=size.bytes, index_bytes=size.index_bytes)
