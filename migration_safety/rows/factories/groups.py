"""Which attributes of a row belong together, since one was made from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def groups(reads: Mapping[str, Iterable[str]], kept: Iterable[str]) -> tuple[frozenset[str], ...]:
    """The kept names in sets of those that are connected, by others too; no lonely ones."""
    parent: dict[str, str] = {}
    for reader, names in reads.items():
        for name in names:
            parent[_root(parent, reader)] = _root(parent, name)
    sets: dict[str, set[str]] = {}
    for name in kept:
        sets.setdefault(_root(parent, name), set()).add(name)
    found = (frozenset(names) for names in sets.values() if len(names) > 1)
    return tuple(sorted(found, key=sorted))


def _root(parent: Mapping[str, str], name: str) -> str:
    while name in parent and parent[name] != name:
        name = parent[name]
    return name
