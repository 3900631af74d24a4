"""Indexes: invalid ones, foreign keys without one, and those that another one makes idle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from migration_safety.checks.outcome import outcome
from migration_safety.core.catalog.relation import Catalog, Constraint, Index, Table
from migration_safety.core.report import Check, Status

VALID = "indexes are valid"
FOREIGN_KEYS = "foreign keys have an index"
DUPLICATES = "no index repeats another"
NAMES = (VALID, FOREIGN_KEYS, DUPLICATES)
NO_INDEX = "the database has no index"


def index_checks(catalog: Catalog) -> tuple[Check, ...]:
    """All checks about indexes."""
    indexes = list(catalog.indexes())
    keys = list(catalog.constraints("FOREIGN KEY"))
    idle = [pair for table in catalog.tables.values() for pair in _repeated(table)]
    # Django gives each foreign key an index of its own, whatever else there is.
    usual = [pair for pair in idle if _is_usual(catalog.tables[pair[0].table], *pair)]
    return (
        outcome(
            VALID,
            len(indexes),
            [_invalid(index) for index in indexes if not index.valid],
            none=NO_INDEX,
        ),
        outcome(
            FOREIGN_KEYS,
            len(keys),
            [_unindexed(key) for key in keys if not _is_led(catalog.tables[key.table], key)],
            worst=Status.WARNING,
            none="the database has no foreign key",
        ),
        outcome(
            DUPLICATES,
            len(indexes),
            [_idle(*pair) for pair in idle if pair not in usual],
            worst=Status.WARNING,
            told=[_idle(*pair) for pair in usual],
            none=NO_INDEX,
        ),
    )


def _invalid(index: Index) -> str:
    again = f"REINDEX INDEX CONCURRENTLY {index.name}"
    return (
        f"{index.name} on {index.table} is invalid, as a concurrent build that failed leaves it:"
        f" no query uses it. Drop it and build it again, or {again}."
    )


def _unindexed(key: Constraint) -> str:
    columns = ", ".join(key.columns)
    return (
        f"{key.table} ({columns}) refers to {key.references} without an index: each DELETE there"
        f" reads all of {key.table}. AddIndexConcurrently on it, unless nothing is deleted there."
    )


def _idle(index: Index, by: Index) -> str:
    how = "repeats" if index.keys == by.keys else "is the beginning of"
    return (
        f"{index.name} on {index.table} ({', '.join(index.keys)}) {how} {by.name}:"
        " each write maintains both. RemoveIndexConcurrently, or db_index=False."
    )


def _is_usual(table: Table, index: Index, by: Index) -> bool:
    keys = (key.columns for key in table.of_kind("FOREIGN KEY"))
    return index.keys != by.keys and index.columns in keys


def _is_led(table: Table, key: Constraint) -> bool:
    """Whether a valid index of all rows begins with the columns, in any order."""
    width = len(key.columns)
    return any(
        set(index.columns[:width]) == set(key.columns) and index.valid and not index.condition
        for index in table.indexes
    )


def _repeated(table: Table) -> Iterator[tuple[Index, Index]]:
    """Each index that could go, once, with one that does its work."""
    gone: set[str] = set()
    for index, by in permutations(sorted(table.indexes, key=_standing), 2):
        if index.name not in gone and by.name not in gone and _covers(by, index):
            gone.add(index.name)
            yield index, by


def _standing(index: Index) -> tuple[bool, bool, str]:
    """Those first that nothing stands on: of two equal ones they are the ones to go."""
    return index.constraint, index.unique, index.name


def _covers(by: Index, index: Index) -> bool:
    alike = (by.method, by.condition) == (index.method, index.condition)
    if not alike or index.constraint or not by.valid or index.include:
        return False
    if index.keys == by.keys:
        return by.unique or not index.unique
    beginning = by.keys[: len(index.keys)] == index.keys
    return beginning and index.method == "btree" and not index.unique
