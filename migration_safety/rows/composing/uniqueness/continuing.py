"""Combinations that no two rows share, continued from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from migration_safety.errors import VolumeError
from migration_safety.rows.composing.sheet import Sheet
from migration_safety.rows.sources.choice import Either, Joined, Nullable
from migration_safety.rows.sources.gated import Gated
from migration_safety.rows.sources.numbered.permuted import Permuted
from migration_safety.rows.sources.referring.mirrored import Mirrored
from migration_safety.rows.sources.source import Source


def combinations(sheet: Sheet) -> tuple[str, ...]:
    """A digest of each way in which they are counted.

    Raises VolumeError where those of earlier rows were counted in another way, with fewer
    parents or with keys in another order: the same ones would come again.
    """
    uniques = [set(each.columns) for each in sheet.constraints.uniques]
    counted = [
        each
        for source in sheet.sources.values()
        for each in _permuted(source)
        if any(columns.issuperset(each.columns) for columns in uniques)
    ]
    noted = sheet.wanted.earlier[-1].combinations if sheet.wanted.earlier else ()
    for each in counted:
        if sheet.wanted.earlier and each.first < sheet.wanted.first and _digest(each) not in noted:
            columns = ", ".join(each.columns)
            raise VolumeError(
                f"{sheet.label} cannot go on: its rows refer to other ones than before, or in"
                f" another order, and might have the same ({columns}) again.",
                "Append rows of what it refers to in the same run, or begin anew with --clear.",
            )
    return tuple(map(_digest, counted))


def _permuted(source: Source) -> Iterator[Permuted]:
    """Those of which every row takes one, or the first rows do."""
    if isinstance(source, Permuted):
        yield source
    elif isinstance(source, Mirrored):
        yield source.pairs
    elif isinstance(source, Joined | Gated):
        for each in source.sources:
            yield from _permuted(each)
    elif isinstance(source, Either):
        yield from _permuted(source.below)
    elif isinstance(source, Nullable):
        yield from _permuted(source.source)


def _digest(source: Permuted) -> str:
    return blake2b(repr(source).encode(), digest_size=8).hexdigest()
