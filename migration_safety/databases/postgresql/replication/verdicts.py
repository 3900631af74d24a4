"""The door: a plan whose steps say what logical replication makes of them, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from migration_safety.core.deployment.follow import Names
from migration_safety.core.deployment.verdict import Direction, Fate, Verdict
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.statement import Action, Statement
from migration_safety.databases.postgresql.replication.ahead import Ahead, ahead
from migration_safety.databases.postgresql.replication.judges import (
    columns,
    constraints,
    foreign_keys,
    required,
    rows,
    tables,
    types,
)
from migration_safety.databases.postgresql.replication.judges.harmless import SHAPES, harmless
from migration_safety.databases.postgresql.replication.judges.python import written
from migration_safety.databases.postgresql.replication.seen import UNSENT, Judge, Seen

JUDGES: dict[str, Judge] = {
    **dict.fromkeys(SHAPES, harmless),
    **columns.JUDGES,
    **required.JUDGES,
    **types.JUDGES,
    **constraints.JUDGES,
    **foreign_keys.JUDGES,
    **tables.JUDGES,
    **rows.JUDGES,
}
ON_NEW: dict[str, Judge] = {
    "ADD FOREIGN KEY": foreign_keys.referring,
    "ADD FOREIGN KEY NOT VALID": foreign_keys.referring,
    "INSERT": rows.copied,
    "RENAME TABLE": tables.renamed_new,
}
# About a column of a new table, about Python (which is told by what it was read to do).
SILENT = frozenset({"COLUMN", "PYTHON", "INCOMPATIBLE FIELD"})
NOTHING = "It sends nothing to the database."
NOT_TRIED = "{shape}: nobody has tried what replication makes of it"


def verdicts(plan: Plan, *, version: int, schema: str = "public") -> Plan:
    """The plan with `verdicts` on each step, at least one for each direction.

    Blue has the schema before the plan, green the one after it; both are of the major `version`.
    `schema` is where tables lie that the migrations name without one.
    """
    judging = _Judging(ahead(plan), version, schema)
    return replace(plan, migrations=tuple(judging.migration(each) for each in plan.migrations))


@dataclass(slots=True)
class _Judging:
    """Goes through a plan once; what it knows of names is of the statements passed."""

    ahead: Ahead
    version: int
    schema: str
    names: Names = field(default_factory=Names)

    def migration(self, migration: Migration) -> Migration:
        """Statements are judged in the order in which the server meets them."""
        found: dict[int, list[Verdict]] = {each.index: [] for each in migration.steps}
        steps = {each.order: step for step in migration.steps for each in step.statements}
        for statement in migration.statements():
            step = steps[statement.order]
            found[step.index] += self._statement(statement, step, migration)
        for step in migration.steps:
            found[step.index] += written(step, self.names)
        return replace(
            migration,
            steps=tuple(replace(s, verdicts=_whole(s, found[s.index])) for s in migration.steps),
        )

    def _statement(
        self, statement: Statement, step: Step, migration: Migration
    ) -> Iterator[Verdict]:
        if statement.unknown:
            yield from _unknown(statement.unknown, "")
        for action in statement.actions:
            seen = Seen(
                *(action, statement, step, migration),
                *(self.names, self.ahead, self.version, self.schema),
            )
            yield from _judged(seen, self.names)
            self.names.follow((action,))


def _judged(seen: Seen, names: Names) -> Iterator[Verdict]:
    """By the general shape; the table may be new, and then nothing of it is sent."""
    action = seen.action
    if action.shape in SILENT:
        return
    if action.table in UNSENT:
        yield from seen.fine(f"{action.table} is not sent: each side has its own.")
        return
    if action.table in names.new:
        yield from ON_NEW.get(action.shape, _on_new)(seen)
        return
    judge = JUDGES.get(action.shape) or JUDGES.get(_general(action))
    if judge is None:
        yield from _unknown(NOT_TRIED.format(shape=action.shape), action.table)
    else:
        yield from judge(seen)


def _on_new(seen: Seen) -> Iterator[Verdict]:
    yield from seen.fine(f"{seen.table} is new, and not sent.")


def _general(action: Action) -> str:
    return action.shape.partition(" (")[0]


def _unknown(because: str, table: str) -> Iterator[Verdict]:
    for direction in Direction:
        yield Verdict(direction, Fate.UNKNOWN, table, because=because, held=False)


def _whole(step: Step, found: list[Verdict]) -> tuple[Verdict, ...]:
    """Each once; that it works is said where nothing else is."""
    told = list(dict.fromkeys(found))
    for direction in Direction:
        own = [each for each in told if each.direction is direction]
        if not own:
            because = "" if step.statements or step.functions else NOTHING
            told.append(Verdict(direction, Fate.WORKS, step.change.table, because=because))
        elif telling := [each for each in own if each.fate is not Fate.WORKS]:
            told = [each for each in told if each.direction is not direction or each in telling]
        else:
            told = [each for each in told if each.direction is not direction or each is own[0]]
    return tuple(sorted(told, key=lambda each: list(Direction).index(each.direction)))
