"""Groups of fragments, weighed so that their columns are spread as statistics say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migration_safety.rows.composing.pools.group import Group
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.spreading.aim import NOTHING, Aim, aim
from migration_safety.rows.composing.spreading.alone import chosen
from migration_safety.rows.composing.spreading.loosening import loosened
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import Demand, Shares, raked

# So much of the rows, or of the distinct values, may be missed before a column is drawn apart.
MISSED = 0.04


def spread(group: Group, sheet: Sheet) -> Group:
    """The group with other weights, and perhaps with fewer fragments.

    Where columns travel together their fragments stay whole and are weighed by raking, as long
    as the statistics go with what binds them.
    """
    columns = {
        place: Values(sheet.fields[name], known, sheet.world.encode)
        for place, name in enumerate(group.names)
        if (known := sheet.known(name)) and known.null_fraction is not None
    }
    if not columns and not any(_gates(group, sheet)):
        return group
    rows = sheet.wanted.total
    alone = len(group.columns) == 1
    if alone:
        group = chosen(group, columns[0], rows)
    aims = [aim(group, place, values, rows) for place, values in columns.items()]
    if alone or group.gates.sources:
        return _weighed(group, aims, [] if alone else aims, sheet)
    joint = [each for each in sheet.constraints.checks if len(each.columns) > 1]
    bound = {name for each in joint for name in each.columns}
    return _freed(group, aims, [each for each in aims if each.name not in bound], sheet)


def _freed(group: Group, aims: Sequence[Aim], free: list[Aim], sheet: Sheet) -> Group:
    """One column after the other is drawn apart from its group, until all is met."""
    found = _weighed(group, aims, aims, sheet)
    while free and max(_missed(each, found) for each in aims) > MISSED:
        cause = max(free, key=lambda each: (each.unwanted, _missed(each, found)))
        if cause.unwanted <= MISSED:
            cause = max(free, key=lambda each: _missed(each, found))
        free.remove(cause)
        group = loosened(group, cause)
        found = _weighed(group, aims, aims, sheet)
    return found


def _missed(aim: Aim, group: Group) -> float:
    return aim.missed(group.fragments, group.weights)


def _weighed(group: Group, aims: Sequence[Aim], steered: Sequence[Aim], sheet: Sheet) -> Group:
    """What is met last is met best."""
    demands: list[Demand] = [
        width for each in steered if (width := each.width(group.fragments)) is not None
    ]
    demands += [each.demand(group.fragments) for each in aims]
    weights = raked(group.weights, [*demands, *_gates(group, sheet)])
    least = NOTHING * max(weights)
    weighed = replace(group, weights=weights)
    return weighed.keep([weight > least for weight in weights])


def _gates(group: Group, sheet: Sheet) -> Iterator[Demand]:
    """How often each source behind a gate is NULL."""
    for place, source in enumerate(group.gates.sources):
        known = sheet.known(source.columns[0])
        nulls = known.null_fraction if known else None
        if group.gates.nullable.issuperset(source.columns) and nulls is not None:
            keys = [pattern[place] for pattern in group.patterns]
            yield Shares(keys, {True: 1 - nulls, False: nulls})
