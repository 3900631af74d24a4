"""Tables of what two databases take: replication, shims, budgets, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.budget import Budget
from migration_safety.core.deployment.deployment import Deployment, Placed
from migration_safety.core.deployment.verdict import Direction
from migration_safety.core.price.estimate import in_time
from migration_safety.core.price.size import in_bytes
from migration_safety.core.report import Section


def sections(made: Deployment) -> Iterator[Section]:
    """What replication does, and what it costs; a table that would be empty is left out."""
    every = (_replication(made), _tables(made), _shims(made), _budgets(made), _way_back(made))
    yield from (each for each in every if each.rows)


def _replication(made: Deployment) -> Section:
    rows = tuple(
        row
        for each in made.operations
        if made.strategy.replicates and (row := _fates(each))[1:] != ("-", "-", "-")
    )
    columns = ("operation", "blue to green", "green to blue", "guard")
    return Section("Replication, if nothing is done, and what is done", columns, rows)


def _fates(has: Placed) -> tuple[str, ...]:
    fates = {
        direction: ", ".join(
            dict.fromkeys(
                f"{each.fate.value}{f' ({each.hazard})' if each.hazard else ''}"
                for each in has.verdicts
                if each.direction is direction
            )
        )
        for direction in Direction
    }
    guards = "; ".join(dict.fromkeys(each.guard for each in has.verdicts if each.guard))
    return (
        f"{has.app}.{has.migration} {has.index}",
        fates[Direction.FORWARD] or "-",
        fates[Direction.REVERSE] or "-",
        guards or "-",
    )


def _tables(made: Deployment) -> Section:
    rows = tuple((f"{table} is left out", why) for table, why in made.left_out)
    full = tuple(
        (each.table, f"rows are found by {each.identity}")
        for each in made.published
        if each.identity != "default"
    )
    return Section("Tables that need a word", ("table", "why"), (*rows, *full))


def _shims(made: Deployment) -> Section:
    rows = tuple(
        (f"{each.side}, {each.moment.value}", each.table, each.purpose) for each in made.shims
    )
    return Section(
        "Shims, made and taken away by the run", ("where and when", "table", "for"), rows
    )


def _budgets(made: Deployment) -> Section:
    rows = tuple(
        (each.name, _range(each), _figure(each, each.limit), each.basis) for each in made.budgets
    )
    return Section("Budgets", ("what", "expected", "at most", "by"), rows)


def _range(has: Budget) -> str:
    low, high = _figure(has, has.low), _figure(has, has.high)
    return low if low == high else f"{low} to {high}"


def _figure(has: Budget, value: float | None) -> str:
    if value is None:
        return "-"
    return in_time(value) if has.unit == "s" else in_bytes(value)


def _way_back(made: Deployment) -> Section:
    rows = (("it ends with", made.point_of_no_return),)
    debts = tuple(("a rollback costs", each) for each in made.debts)
    return Section("The way back", ("", "what"), (*rows, *debts) if rows[0][1] else debts)
