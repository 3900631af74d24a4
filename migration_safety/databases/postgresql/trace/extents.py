"""The extents of tables: how large they were when a leg began, whatever they are called later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg

from migration_safety.core.price.size import UNKNOWN, Size
from migration_safety.core.trial.costs.cost import Extent
from migration_safety.databases.postgresql.statistics.sizes import read_sizes


class Extents:
    """Sizes by OID, as the catalog estimates them: no table is read."""

    def __init__(self, session: psycopg.Connection[Any], names: Mapping[int, str]) -> None:
        found = read_sizes(session, set(names.values()))
        self._sizes: dict[int, Size] = {oid: found.of(name) for oid, name in names.items()}
        self._oids: dict[str, int] = {}
        self._names: dict[int, set[str]] = defaultdict(set)
        self.learn(names)

    def learn(self, names: Mapping[int, str]) -> None:
        """What tables are called now."""
        for oid, name in names.items():
            self._oids[name] = oid
            self._names[oid].add(name)

    def of(self, tables: Iterable[str]) -> tuple[Extent, ...]:
        """By one of their names; a table that was made since has no size."""
        return tuple(map(self._extent, sorted(tables)))

    def _extent(self, table: str) -> Extent:
        oid = self._oids.get(table, 0)
        others = self._names[oid] - {table} if oid else ()
        return Extent(table, self._sizes.get(oid, UNKNOWN), tuple(sorted(others)))
