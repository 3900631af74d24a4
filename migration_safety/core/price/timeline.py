"""The timeline of a migration: which table is held from when on, and what is done meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.plan import Migration
from migration_safety.core.price.estimate import Estimate, total
from migration_safety.core.price.size import UNKNOWN, Size
from migration_safety.core.statement import Action, Statement

# What an action's shape says of the work that it does, the most telling first.
KINDS = {
    "index build": ("INDEX", "UNIQUE", "PRIMARY KEY", "EXCLUDE"),
    "check of every row": ("CHECK", "NOT NULL", "FOREIGN KEY", "REFERENCES", "VALIDATE"),
    "update": ("UPDATE", "MERGE"),
    "delete": ("DELETE",),
    "insert": ("INSERT", "COPY"),
}
REWRITE, SCAN, PYTHON = "rewrite", "read of every row", "Python"
CHANGES = ("UPDATE", "DELETE", "INSERT", "MERGE")


@dataclass(frozen=True, slots=True)
class Task:
    """Work of one statement that takes longer than a moment, on a table of that size.

    `kind` is one of "rewrite", "index build", "check of every row", "update", "Python" and so
    on.  `bounded`: it has a condition, and touches at most the rows of the table.
    """

    order: int
    kind: str
    table: str
    size: Size
    estimate: Estimate | None = None
    bounded: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A table that a transaction holds, from a statement on until it commits.

    `since` and `until` are orders of statements; `tasks` is the work done meanwhile, on
    whatever table.  The lock itself may have to be waited for first, which nobody foresees.
    """

    transaction: int
    table: str
    lock: str
    blocks: Blocks
    since: int
    until: int
    size: Size
    tasks: tuple[Task, ...]

    @property
    def estimate(self) -> Estimate | None:
        """How long the table is held; None where a part of that is not known, or all."""
        return total(task.estimate for task in self.tasks)


def timeline(migration: Migration) -> tuple[Hold, ...]:
    """What it holds, transaction by transaction: the strongest lock on each table.

    What blocks nobody is no part of it.
    """
    transactions: dict[int, list[Statement]] = {}
    for statement in migration.statements():
        transactions.setdefault(statement.transaction, []).append(statement)
    return tuple(hold for number, found in transactions.items() for hold in _holds(number, found))


def _holds(transaction: int, statements: list[Statement]) -> Iterator[Hold]:
    taken: dict[str, tuple[Statement, Effect]] = {}
    for statement in statements:
        for effect in statement.effects:
            held = taken.get(effect.table)
            if effect.blocks > (held[1].blocks if held else Blocks.NOTHING):
                taken[effect.table] = (statement, effect)
    last = max(each.order for each in statements)
    for table, (since, effect) in taken.items():
        meanwhile = [each for each in statements if each.order >= since.order]
        done = tuple(task for each in meanwhile for task in tasks(each))
        yield Hold(
            transaction,
            table,
            effect.lock,
            effect.blocks,
            since.order,
            last,
            effect.size,
            done,
        )


def tasks(statement: Statement) -> Iterator[Task]:
    """The work of a statement, once for each table that it works on; its time counts once."""
    if any(statement.acting("PYTHON")):
        yield Task(statement.order, PYTHON, "", UNKNOWN, statement.estimate, bounded=True)
        return
    estimate = statement.estimate
    for effect in statement.effects:
        bounded = not effect.works and _changes(statement.actions, effect.table)
        if effect.works or bounded:
            kind = kind_of(statement, effect)
            yield Task(statement.order, kind, effect.table, effect.size, estimate, bounded)
            estimate = None if estimate is None else Estimate(0.0, 0.0, estimate.rows)


def _changes(actions: Iterable[Action], table: str) -> bool:
    """Whether rows of it are changed that a condition picks, nobody knows how many."""
    return any(action.shape in CHANGES and action.table == table for action in actions)


def kind_of(statement: Statement, effect: Effect) -> str:
    """What a statement does to the rows of that table."""
    if effect.rewrites:
        return REWRITE
    shapes = " ".join(action.shape for action in statement.actions)
    found = (kind for kind, marks in KINDS.items() if any(mark in shapes for mark in marks))
    return next(found, SCAN)
