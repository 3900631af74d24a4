"""Tables of the choice: ways to ship it, what speaks against them, deploys and operations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from migration_safety.core.deployment.deployment import Deployment, Placed
from migration_safety.core.phase import Phase
from migration_safety.core.price.size import amount
from migration_safety.core.report import Section


def sections(made: Deployment) -> Iterator[Section]:
    """What is chosen, and what is shipped when; a table that would be empty is left out."""
    every = (_options(made), _obstacles(made), _deploys(made), _operations(made))
    yield from (each for each in every if each.rows)


def _options(made: Deployment) -> Section:
    rows = tuple(
        (
            f"{each.strategy.value}{' (chosen)' if each.strategy is made.strategy else ''}",
            "yes" if each.works else "no",
            "; ".join(each.because),
        )
        for each in made.options
    )
    return Section("Ways to ship it", ("way", "works as written", "because"), rows)


def _obstacles(made: Deployment) -> Section:
    rows = tuple(
        row
        for each in made.obstacles
        for row in ((each.where, each.because), ("instead", each.instead))
    )
    return Section("What speaks against it", ("where", "what"), rows)


def _deploys(made: Deployment) -> Section:
    rows = tuple(
        (str(number), each.title, ", ".join(each.before) or "-", each.code or "-")
        for number, each in enumerate(made.deploys, start=1)
    )
    columns = ("", "deploy", "migrations", "code that serves then")
    return Section("Deploys, one after the other", columns, rows)


def _operations(made: Deployment) -> Section:
    ships = {name: each.title for each in made.deploys for name in (*each.before, *each.after)}
    rows = tuple(
        row
        for name, every in groupby(made.operations, key=lambda each: f"{each.app}.{each.migration}")
        for row in _of_migration(name, list(every), ships.get(name, "-"))
    )
    columns = ("operation", "what", "phase", "stage", "ships with")
    return Section("Operations", columns, rows)


def _of_migration(name: str, every: list[Placed], ships: str) -> Iterator[tuple[str, ...]]:
    """What is a matter of the code alone in one line."""
    of_code = [each for each in every if each.phase == Phase.CODE]
    for each in every:
        if each not in of_code:
            yield f"{name} {each.index}", each.description, each.phase, each.stage or "-", ships
    if of_code:
        yield name, f"{amount(len(of_code), 'operation')} on no table", Phase.CODE.value, "-", ships
