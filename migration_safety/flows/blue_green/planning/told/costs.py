"""Tables of what two databases take: replication, shims, budgets, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.verdict import Direction
from migration_safety.core.report import Section


def sections(made: Deployment) -> Iterator[Section]:
    """What replication does, and what it costs; a table that would be empty is left out."""
    every = (_replication(made), _tables(made), _shims(made), _budgets(made), _way_back(made))
    yield from (each for each in every if each.rows)


def _replication(made: Deployment) -> Section:
    told = [each for each in made.operations if each.verdicts and not each.works]
    rows = tuple(
        (
            f"{each.app}.{each.migration} {each.index}",
            each.fate(Direction.FORWARD) or "-",
            each.fate(Direction.REVERSE) or "-",
            "; ".join(each.guards) or "-",
        )
        for each in told
    )
    others = sum(each.works for each in made.operations if each.verdicts)
    rest = ((f"{others} others", "works", "works", "-"),) if others else ()
    columns = ("operation", "blue to green", "green to blue", "guard")
    title = "Replication, if nothing is done, and what is done"
    return Section(title, columns, (*rows, *rest) if made.strategy.replicates else ())


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
    rows = tuple((each.name, each.expected, each.most, each.basis) for each in made.budgets)
    return Section("Budgets", ("what", "expected", "at most", "by"), rows)


def _way_back(made: Deployment) -> Section:
    rows = (("it ends with", made.point_of_no_return),)
    debts = tuple(("a rollback costs", each) for each in made.debts)
    return Section("The way back", ("", "what"), (*rows, *debts) if rows[0][1] else debts)
