"""The tables of the plan: how their rows are found on the other side, and that none is missing."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.checks.outcome import outcome
from migration_safety.checks.preflight.sides import Sides, listed
from migration_safety.core.deployment.preflight.tables import Table
from migration_safety.core.deployment.published import Published
from migration_safety.core.report import Check


def identities(sides: Sides) -> Check:
    """Publishing a table whose rows cannot be found makes UPDATE and DELETE on blue fail."""
    tables = sides.published()
    known = {each.table: each for each in sides.deployment.published}
    wrong = [
        line for each in tables for line in _unfindable(each, known.get(each.root or each.name))
    ]
    slow = [
        f"{each.name}: rows are found by all their columns, which reads the table for each. Give it"
        " a primary key, or an index to go by."
        for each in tables
        if each.identity == "f"
    ]
    return outcome(
        "rows can be found",
        len(tables),
        wrong,
        doubtful=slow,
        unexamined=sides.unanswered("tables"),
        none="blue has no table",
    )


def _unfindable(table: Table, published: Published | None) -> Iterator[str]:
    # The run itself sets the identity that the plan asks for.
    if published and published.identity != "default":
        return
    if table.identity != "f" and not table.key:
        yield (
            f"{table.name} has no replica identity: as soon as it is published, UPDATE and DELETE"
            f" on blue fail. Add a primary key, or ALTER TABLE {table.name} REPLICA IDENTITY FULL."
        )
    elif published and (missing := [each for each in table.key if each not in published.forward]):
        yield (
            f"{table.name}: the plan does not send {listed(missing)}, by which rows are found:"
            " UPDATE on blue would fail. Plan again."
        )


def covered(sides: Sides) -> Check:
    """Each table of blue is in the plan: sent, or left out with a reason; and none is gone."""
    sent = {each.table for each in sides.deployment.published}
    if not sent:
        return outcome("every table is in the plan", 0, (), none="the plan names no table")
    left = {name for name, _ in sides.deployment.left_out}
    there = {each.name for each in sides.blue.tables}
    mine = [each for each in sides.blue.tables if each.kind in "rp"]
    wrong = [
        f"{each.name} is neither sent nor left out: its rows would not be on green. Plan again."
        for each in mine
        if not {each.name, each.root, each.name.removeprefix("public.")} & (sent | left)
    ]
    wrong += [
        f"{name} is in the plan, but not on blue. Plan again." for name in sorted(sent - there)
    ]
    wrong += list(_columns(sides))
    return outcome(
        "every table is in the plan", len(mine), wrong, unexamined=sides.unanswered("tables")
    )


def _columns(sides: Sides) -> Iterator[str]:
    tables = {each.name: each for each in sides.blue.tables}
    newest = sides.blue.server is not None and sides.blue.server.major >= 18
    for each in sides.deployment.published:
        if table := tables.get(each.table):
            known = {*table.columns, *(table.generated if newest else ())}
            if wrong := [name for name in each.forward if name not in known]:
                yield (
                    f"{each.table}: {listed(wrong)} cannot be sent: generated, or not on blue."
                    " Plan again."
                )


def green_empty(sides: Sides) -> Check:
    """What is on green already would meet the rows that are copied."""
    if sides.green is None or "tables" in sides.green.unanswered:
        return outcome(
            "green is empty", 0, (), unexamined=sides.unanswered("tables"), none="there is no green"
        )
    found = [each.name for each in sides.green.tables]
    wrong = [f"green holds {listed(found)}. Give the run an empty database."] if found else []
    return outcome("green is empty", 1, wrong)
