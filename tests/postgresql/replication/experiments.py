"""Rows of the matrix as experiments: the walk makes them SQL, the verdicts say what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db import connections, migrations
from django.db.migrations.operations.base import Operation

from migration_safety.core.deployment.follow import Names
from migration_safety.core.deployment.shim import Moment, Shim
from migration_safety.core.deployment.verdict import Direction, Verdict
from migration_safety.core.plan import Migration, Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.databases.postgresql.replication.judges.columns import ADDED, LISTED
from migration_safety.databases.postgresql.replication.verdicts import verdicts
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk
from tests.postgresql.replication.case import ROWS, Case, shop
from tests.postgresql.replication.laboratory import SIDES, Experiment


def walked(case: Case, version: int) -> tuple[Migration, Migration]:
    """What blue is made by, and the change."""
    blue = _migration("blue", [*shop(), *case.blue])
    change = _migration("change", case.change)
    both = frozenset((each.app_label, each.name) for each in (blue, change))
    selection = Selection((blue, change), both, None, frozenset())
    plan = walk(selection, Dialect(connections["default"], version), lambda line: None)
    made, changed = predict(plan).migrations
    return made, changed


def _migration(name: str, operations: Iterable[Operation]) -> migrations.Migration:
    made = migrations.Migration(name, "shop")
    made.operations = list(operations)
    return made


def judged(change: Migration, version: int, schema: str = "public") -> list[Verdict]:
    """What the tool says of the change."""
    plan = verdicts(Plan((change,)), version=version, schema=schema)
    return [each for step in plan.migrations[0].steps for each in step.verdicts]


def experiments(case: Case, number: int, version: int) -> Iterator[Experiment]:
    """Both directions, without and, where something helps, with what the verdicts say to do."""
    blue, change = walked(case, version)
    for direction, way in case.ways.items():
        plain = Experiment(
            f"row_{number}_{direction}",
            direction,
            f"{_text(blue)};{ROWS}{case.rows}",
            f"{_text(change)}; {case.run}",
            case.old if direction is Direction.FORWARD else case.new,
            sound=way.sound,
            kept=way.kept,
            transforms=case.transforms if direction is Direction.FORWARD else frozenset(),
        )
        if way.fate is not None:
            yield plain
        if way.guarded is not None:
            guarded = _guarded(plain, change, version)
            if case.apart:
                apart = f"{_text(change)}; {case.apart}"
                guarded = replace(guarded, change=apart, fence=case.own)
            if replace(guarded, name=plain.name, shims={}) != plain or any(guarded.shims.values()):
                yield guarded


def _text(migration: Migration) -> str:
    return ";\n".join(statement.sql for statement in migration.statements())


def _guarded(plain: Experiment, change: Migration, version: int) -> Experiment:
    name, direction = f"{plain.name}_guarded", plain.direction
    told = judged(change, version, name)
    shims = tuple(dict.fromkeys(shim for each in told for shim in each.shims))
    return replace(
        plain,
        name=name,
        shims={side: _sql(_early(shims, side, direction)) for side in SIDES},
        fence=_sql(_late(shims, direction)),
        left_out=frozenset((*_left_out(change, direction), *_listed(told, direction))),
        again=any(each.hazard == "S1" for each in told if each.direction is direction),
    )


def _listed(told: Iterable[Verdict], direction: Direction) -> Iterator[tuple[str, str]]:
    """The columns that a verdict leaves out of the list of its direction."""
    for each in told:
        if each.direction is direction and each.guard in (ADDED, LISTED):
            yield from ((each.table, column) for column in each.columns)


def _early(shims: Iterable[Shim], side: str, direction: Direction) -> Iterator[Shim]:
    """What is there before rows are sent; blue's of the fence are, on the way back."""
    for each in shims:
        fence = each.moment is Moment.AT_THE_FENCE
        if each.side == side and (not fence or direction is Direction.REVERSE):
            yield each


def _late(shims: Iterable[Shim], direction: Direction) -> Iterator[Shim]:
    """What is done to green when all has come."""
    for each in shims:
        fence = each.moment is Moment.AT_THE_FENCE and each.side == "green"
        if fence and direction is Direction.FORWARD:
            yield each


def _sql(shims: Iterable[Shim]) -> str:
    """Twice, since a run that was broken off does it again."""
    return "; ".join([each.sql for each in shims] * 2)


def _left_out(change: Migration, direction: Direction) -> Iterator[tuple[str, str]]:
    """What only one side has; a renamed column travels by its old name."""
    names = Names()
    for statement in change.statements():
        names.follow(statement.actions)
    forward = direction is Direction.FORWARD
    yield from ((table, "") for table in ([] if forward else names.new))
    for old, table in names.tables.items():
        if not table.now:
            yield (old, "")
        name = old if forward else table.now
        gone = table.removed if forward else {*table.added, *table.renamed.values(), *table.removed}
        yield from ((name, column) for column in gone)
