"""How near the filled tables come to the statistics that were wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import connections

from migration_safety.core.report import Check, Section, Status
from migration_safety.core.volume.likeness.column import Kind
from migration_safety.core.volume.likeness.comparison import COLUMNS, Difference, compare, rows
from migration_safety.core.volume.likeness.statistics import Statistics
from migration_safety.flows.statistics import all_models, columns_of, observed
from migration_safety.flows.volume.deciding.shaping import Shaped
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.reading.state.known import stored
from migration_safety.rows.preparing.preparing import Prepared

NAME = "as in the statistics file"


def add_comparison(
    outcome: Outcome, alias: str, shaped: Shaped, tables: Sequence[Prepared]
) -> None:
    """A check, a section and notes; statistics are estimates, so nothing fails by them."""
    if not shaped.likeness.name:
        return
    wanted = _with_held(shaped.expected, tables)
    columns = [each for each in columns_of(all_models(alias)) if each.table in wanted.tables]
    # Values that somebody allowed to be exported are compared as values.
    allow = [
        each.label
        for each in columns
        if each.kind is Kind.TEXT
        and each.column in wanted.tables[each.table].columns
        and wanted.tables[each.table].columns[each.column].values
    ]
    got = observed(alias, columns, allow=allow, to_tell=False)
    if got is None:
        vendor = connections[alias].display_name
        outcome.checks += (Check(NAME, Status.SKIPPED, 0, f"{vendor} keeps no statistics"),)
        return
    differences = compare(wanted, got)
    outcome.checks += (_check(differences),)
    outcome.sections += (
        Section(f"Compared with {shaped.likeness.name}", COLUMNS, rows(differences)),
    )
    outcome.notes += _widths(differences)


def _with_held(expected: Statistics, tables: Sequence[Prepared]) -> Statistics:
    """The rows that were there before are counted by the server too."""
    held = {stored(each.recipe.table): each.held for each in tables}
    return Statistics(
        {
            name: replace(table, rows=(table.rows or 0) + held[name])
            for name, table in expected.tables.items()
        }
    )


def _check(differences: Sequence[Difference]) -> Check:
    close = sum(each.close for each in differences)
    if not differences:
        return Check(NAME, Status.SKIPPED, 0, "there is nothing to compare")
    status = Status.PASSED if close == len(differences) else Status.WARNING
    return Check(
        NAME, status, len(differences), f"{close} of {len(differences)} measures are close"
    )


def _widths(differences: Sequence[Difference]) -> list[str]:
    return [
        f"{each.table}.{each.column}: {each.got} bytes on average instead of {each.wanted}:"
        " a factory whose texts are as long as production's would help."
        for each in differences
        if each.measure == "average width" and not each.close
    ]
