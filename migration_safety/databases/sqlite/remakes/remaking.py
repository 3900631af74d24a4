"""The witness of remakes: plugs into a connection to SQLite, and sees tables made anew."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.operations.remake import Lost, Remake

Place = tuple[str, str, int]

# Django's own names: it makes "new__t", copies t to it, drops t, and renames.
NEW = re.compile(r'CREATE TABLE "new__(?P<table>[^"]+)"')
OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@dataclass(slots=True)
class Seen:
    """The tables of one operation as they are made anew, and what is lost with them."""

    tables: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    refused: str = ""


class Remaking:
    """A context manager around migrations; `by_hand` are the places of operations that make
    what Django knows nothing of: RunSQL above all.

    Who runs a migration says `begin(app, name)` before it, and sets `operation`.
    """

    def __init__(self, connection: BaseDatabaseWrapper, by_hand: Collection[Place]) -> None:
        self.deferred = False
        self._connection = connection
        self._by_hand = by_hand
        self._place: Place | None = None
        self._migration = ("", "")
        self._old: set[str] = set()
        self._own: set[str] = set()
        self._before: dict[str, tuple[str, Lost]] = {}
        self._seen: dict[Place, Seen] = defaultdict(Seen)

    def __enter__(self) -> Remaking:
        self._wrapper = self._connection.execute_wrapper(self)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wrapper.__exit__(None, None, None)

    def begin(self, app: str, name: str) -> None:
        """A migration begins: what is there now is in use."""
        self._migration = (app, name)
        self._old = {name for kind, name, _, _ in self._objects() if kind == "table"}

    @property
    def operation(self) -> int | None:
        """The index of the operation that runs."""
        return self._place[2] if self._place else None

    @operation.setter
    def operation(self, index: int | None) -> None:
        if self._place is not None:
            self._ended(self._place)
        self._place = None if index is None else (*self._migration, index)
        if self._place is not None:
            self._before = self._made()

    def __call__(
        self,
        execute: Callable[[Any, Any, bool, dict[str, Any]], Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run a statement for Django."""
        if self._place is None:
            return execute(sql, params, many, context)
        if found := NEW.match(str(sql)):
            self._seen[self._place].tables.append(found["table"])
        try:
            return execute(sql, params, many, context)
        except Exception as error:
            self._seen[self._place].refused = str(error).partition("\n")[0]
            raise

    def remakes(self, place: Place) -> Remake | None:
        """What one operation did, None where that is nothing."""
        seen = self._seen.get(place)
        if seen is None:
            return None
        tables = tuple(dict.fromkeys(seen.tables))
        return Remake(tables, len(seen.tables), tuple(seen.lost), seen.refused)

    def _ended(self, place: Place) -> None:
        after = self._made()
        if place in self._by_hand:
            self._own |= after.keys() - self._before.keys()
        seen = self._seen.get(place)
        if seen is None:
            return
        seen.tables = [table for table in seen.tables if table in self._old]
        for name in sorted(self._own & self._before.keys() - after.keys()):
            table, lost = self._before[name]
            if table in seen.tables:
                seen.lost.append(lost)
        if not (seen.tables or seen.refused):
            del self._seen[place]

    def _made(self) -> dict[str, tuple[str, Lost]]:
        """The indexes and triggers, each with its table."""
        return {
            name: (table, Lost(kind, name, sql))
            for kind, name, table, sql in self._objects()
            if kind in ("index", "trigger")
        }

    def _objects(self) -> list[tuple[str, str, str, str]]:
        # Past Django's cursors, whose statements are the migration's.
        self._connection.ensure_connection()
        found: list[tuple[str, str, str, str]] = (
            self._connection.connection.cursor().connection.execute(OBJECTS).fetchall()
        )
        return found
