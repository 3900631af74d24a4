"""Columns that must come from one prototype, since something binds them to each other."""

from __future__ import annotations

from collections.abc import Iterable


def together(names: Iterable[str], bonds: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """The names in groups: two that share a bond, or bonds that share a name, are in one."""
    groups = {name: frozenset([name]) for name in names}
    for bond in bonds:
        merged = frozenset(bond).union(*(groups.get(name, frozenset()) for name in bond))
        groups |= dict.fromkeys(merged, merged)
    order = {name: place for place, name in enumerate(groups)}
    return [tuple(sorted(group, key=order.__getitem__)) for group in dict.fromkeys(groups.values())]


def parted(
    names: Iterable[str], ties: Iterable[frozenset[str]], name: str
) -> list[tuple[str, ...]]:
    """The names without that one and what is tied to it, and these; all where nothing is left."""
    whole = tuple(names)
    units = together(whole, [each for each in ties if not each.isdisjoint(whole)])
    rest = tuple(each for unit in units if name not in unit for each in unit)
    return [part for part in (rest, *(unit for unit in units if name in unit)) if part]
