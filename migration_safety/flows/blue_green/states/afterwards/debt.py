"""What going back would cost now: asked of the servers, beside what the plan foresaw."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.databases.postgresql.switching.debt import (
    Debt,
    misfits,
    only_here,
    unknown_rows,
)
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.steering.streams import returned


def debt(run: Run) -> Iterator[str]:
    """Line by line; none where going back costs nothing.  Reads green's tables, for a while."""
    blue, green = run.blue.connection, run.green.connection
    if trouble := returned(run).trouble:
        yield f"The way back has stopped: {trouble}. What green was given since would be lost."
    here = {each: f"{each.schema}.{each.green or each.name}" for each in run.deployment.published}
    stays = [name for each, name in here.items() if not each.reverse]
    # One that is renamed travels by blue's name.
    new = [table for table in only_here(green, blue) if table not in here.values()]
    pairs = [(name, each.table) for each, name in here.items()]
    for found in (*misfits(green, blue, pairs), *unknown_rows(green, [*stays, *new])):
        yield _said(found)


def _said(found: Debt) -> str:
    rows = "rows that were not counted" if found.rows is None else f"{found.rows} rows"
    return f"{found.table}: {rows}: {found.because}."
