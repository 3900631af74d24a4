"""One SQL statement as the server receives it, and the actions it consists of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.price.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a statement does, resolved against the schema it meets.

    `shape` is the key of a fact, in the words of the manual's synopsis: "CREATE INDEX",
    "ALTER COLUMN SET NOT NULL".  `others` are the further tables it touches, as
    (role, table): ("referenced", "people_person").  `fresh`: the table was created by
    this very migration.  `proof` names, for people, what makes the action harmless or cheaper
    than its general form: "no scan: the validated CHECK age_set of people.0007".  `detail` is
    for people too: "integer -> bigint".  `type` is that of a column that is dropped or renamed, as
    PostgreSQL spells it, "" where it is not known.
    """

    shape: str
    table: str = ""
    columns: tuple[str, ...] = ()
    name: str = ""
    others: tuple[tuple[str, str], ...] = ()
    flags: frozenset[str] = frozenset()
    detail: str = ""
    fresh: bool = False
    proof: str = ""
    type: str = ""

    def other(self, role: str) -> str:
        """The first further table in that role, or ""."""
        return next((table for has, table in self.others if has == role), "")

    @property
    def words(self) -> str:
        """In few words: "ADD COLUMN phone"."""
        return f"{self.shape.partition(' (')[0]} {self.name or ', '.join(self.columns)}".strip()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, in the order the server meets it.

    `order` counts within the migration (deferred statements come last, as Django runs
    them); statements of one `transaction` commit together.  `unknown` says why nothing
    is known of the statement, `error` what the server answered, or what Django raised.
    `seconds` is what it took on the sandbox's empty tables, `estimate` what it takes on those
    that the migration is meant for.
    """

    sql: str
    order: int
    transaction: int
    actions: tuple[Action, ...] = ()
    effects: tuple[Effect, ...] = ()
    deferred: bool = False
    atomic: bool = True
    unknown: str = ""
    error: str = ""
    seconds: float | None = None
    estimate: Estimate | None = None

    def effect_on(self, table: str) -> Effect | None:
        """What it does to that table, or None."""
        return next((effect for effect in self.effects if effect.table == table), None)

    @property
    def proofs(self) -> tuple[str, ...]:
        """What makes its actions harmless or cheap, each once."""
        return tuple(dict.fromkeys(action.proof for action in self.actions if action.proof))

    def acting(self, *shapes: str) -> Iterator[Action]:
        """Its actions of those shapes."""
        return (action for action in self.actions if action.shape in shapes)

    @property
    def words(self) -> str:
        """In few words: those of its first action, or the beginning of its text."""
        return self.actions[0].words if self.actions else " ".join(self.sql.split())[:40]

    @property
    def blocks(self) -> Blocks:
        """The worst that it does to any table that existed before."""
        return max((effect.blocks for effect in self.effects), default=Blocks.NOTHING)
