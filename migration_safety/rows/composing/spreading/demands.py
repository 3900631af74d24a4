"""What the statistics of its columns demand of a group's weights."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from migration_safety.rows.composing.pools import Group
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.composing.spreading.narrowing import by_commonness, chosen, narrowed
from migration_safety.rows.composing.spreading.values import Values
from migration_safety.rows.spread.raking import Demand, MeanWidth, Shares, raked
from migration_safety.rows.spread.weights import weights_from_statistics

FILLED = "filled"
OTHERS = "others"


def spread(group: Group, sheet: Sheet) -> Group:
    """The group with weights under which its columns are spread as statistics say.

    Where columns travel together their fragments stay whole, and are weighed by raking.
    """
    columns = [
        (place, Values(sheet.fields[name], known, sheet.world.encode))
        for place, name in enumerate(group.names)
        if (known := sheet.known(name))
    ]
    if not columns and not any(_gates(group, sheet)):
        return group
    alone = len(group.columns) == 1
    rows = sheet.wanted.total
    for place, values in columns:
        narrow = chosen(group, values, rows) if alone else narrowed(group, values, place, rows)
        group = narrow if narrow.fragments else group
    if alone:
        group = replace(group, weights=(1.0,) * len(group.fragments))
    demands = [each for column in columns for each in _column(group, *column, alone=alone)]
    # What is met last is met exactly.
    demands.sort(key=lambda each: isinstance(each, Shares))
    weighed = replace(group, weights=raked(group.weights, [*demands, *_gates(group, sheet)]))
    return weighed.keep([weight > 0 for weight in weighed.weights])


def _column(group: Group, place: int, values: Values, *, alone: bool) -> Iterator[Demand]:
    known = values.known
    cells = [fragment[place] for fragment in group.fragments]
    found = values.of(cells)
    widths = values.widths(cells)
    if not known.frequencies or any(len(cell) > 1 for cell in cells):
        keys = [None if value is None else FILLED for value in found]
        if known.null_fraction is not None:
            yield Shares(keys, {None: known.null_fraction, FILLED: 1 - known.null_fraction})
    else:
        yield _values(found, by_commonness(found, group.weights, values), values, alone=alone)
    if widths is not None and not (alone and known.frequencies):
        yield MeanWidth(widths, known.average_width or 0)


def _values(
    found: Sequence[Hashable], common: Sequence[Hashable], values: Values, *, alone: bool
) -> Shares:
    """How common each value is; among others those are one whose share nobody knows."""
    known = values.known
    offered: list[Hashable] = [None, *common] if None in found else list(common)
    weights = weights_from_statistics(offered, known)
    wanted = dict(zip(offered, weights, strict=True))
    if alone:
        return Shares(found, wanted)
    named = set(values.named.values())
    head = named or set(common[: len(known.frequencies)])
    keys = [value if value is None or value in head else OTHERS for value in found]
    rest = sum(share for value, share in wanted.items() if value is not None and value not in head)
    return Shares(keys, {**wanted, OTHERS: rest})


def _gates(group: Group, sheet: Sheet) -> Iterator[Demand]:
    """How often each source behind a gate is NULL."""
    for place, source in enumerate(group.gates.sources):
        nulls = [known.null_fraction for name in source.columns if (known := sheet.known(name))]
        if group.gates.nullable.issuperset(source.columns) and nulls and nulls[0] is not None:
            keys = [pattern[place] for pattern in group.patterns]
            yield Shares(keys, {True: 1 - nulls[0], False: nulls[0]})
