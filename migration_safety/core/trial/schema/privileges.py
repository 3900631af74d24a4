"""Privileges as portraits tell them: "its owner: SELECT, UPDATE; reporting: SELECT"."""

from __future__ import annotations

from collections.abc import Iterator


def only(some: str, others: str) -> str:
    """Those that the others lack, by role."""
    have, told = dict(_granted(others)), []
    for role, each in _granted(some):
        lacking = [it for it in each if it not in have.get(role, ())]
        told += [f"{role}: {', '.join(lacking)}"] if lacking else []
    return "; ".join(told)


def _granted(privileges: str) -> Iterator[tuple[str, list[str]]]:
    for line in filter(None, privileges.split("; ")):
        role, _, told = line.rpartition(": ")
        yield role, told.split(", ")
