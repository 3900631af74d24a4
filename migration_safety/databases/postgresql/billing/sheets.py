"""Rows read as text by their keys, before the way back and after it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from migration_safety.core.trial.bills.written import Cells, Column, Key, Sheet
from migration_safety.databases.postgresql.billing.catalog import accesses, columns, name, number

KEYLESS = "its primary key is another one after the way back"
Asked = Callable[[sql.Composable], tuple[sql.Composed, list[str]]]
REFUSED = (errors.CannotCoerce, errors.DataError, errors.UndefinedFunction)


class Sheets:
    """The rows of tables on a connection; all in the transaction that is open, if one is."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._quote = connection.ops.quote_name
        self._session: psycopg.Connection[Any] = connection.connection

    def accesses(self) -> dict[int, tuple[str, int]]:
        """Tables, each with its name and a number that grows with every access.

        The statistics see what has been committed, and what the open transaction has done.
        """
        return accesses(self._session)

    def read(self, wanted: Mapping[tuple[str, tuple[str, ...]], Collection[Key]]) -> list[Sheet]:
        """Those rows, by table and key columns; a table that is not there is left out."""
        found = []
        for (table, key), keys in wanted.items():
            oid = number(self._session, self._quote(table))
            if oid:
                sheet = Sheet(table, oid, columns(self._session, oid), key)
                chosen = {each.name: each for each in sheet.columns}
                rows = self._rows(oid, chosen, key, keys, {})
                found.append(replace(sheet, rows=rows))
        return found

    def follow(self, sheet: Sheet, keys: Collection[Key]) -> Sheet:
        """The same rows now, under the names of then: by numbers, else by names."""
        oid = sheet.number if name(self._session, sheet.number) else 0
        oid = oid or number(self._session, self._quote(sheet.table))
        if not oid:
            return replace(sheet, gone=True, rows={})
        now = columns(self._session, oid)
        held = {then.name: _same(then, now, lineage=oid == sheet.number) for then in sheet.columns}
        chosen = {then: each for then, each in held.items() if each is not None}
        if not set(sheet.key) <= chosen.keys():
            return replace(sheet, unfollowed=KEYLESS, rows={})
        return self._followed(sheet, oid, chosen, keys)

    def _followed(
        self, sheet: Sheet, oid: int, chosen: Mapping[str, Column], keys: Collection[Key]
    ) -> Sheet:
        then = {each.name: each.type for each in sheet.columns}
        types = {its: now.type for its, now in chosen.items() if now.type != then[its]}
        try:
            with self._session.transaction():
                cast = {each: then[each] for each in types}
                rows = self._rows(oid, chosen, sheet.key, keys, cast)
        except REFUSED:
            return replace(sheet, unfollowed=KEYLESS, rows={})
        lost = frozenset(then.keys() - chosen.keys())
        return replace(sheet, rows=rows, types=types, lost=lost)

    def _rows(
        self,
        oid: int,
        chosen: Mapping[str, Column],
        key: tuple[str, ...],
        keys: Collection[Key],
        cast: Mapping[str, str],
    ) -> dict[Key, Cells]:
        """`chosen` has the columns by the names that they go by, `cast` types to read them as."""
        if not keys:
            return {}
        asked = self._asked(oid, [chosen[each] for each in key], keys)
        shown = [self._text(each, cast.get(its, ""), asked) for its, each in chosen.items()]
        found: dict[Key, Cells] = {}
        for row in self._session.execute(*asked(sql.SQL(", ").join(shown))).fetchall():
            cells = dict(zip(chosen, row, strict=True))
            found[tuple(str(cells[each]) for each in key)] = cells
        return found

    def _asked(self, oid: int, key: Sequence[Column], keys: Collection[Key]) -> Asked:
        """The query for something of those rows, with its parameters."""
        types = sql.SQL(", ").join(sql.SQL("CAST(%s AS {})").format(_type(it.type)) for it in key)
        where = sql.SQL(" FROM {} WHERE ({}) IN ({})").format(
            sql.SQL(name(self._session, oid)),
            sql.SQL(", ").join(sql.Identifier(each.name) for each in key),
            sql.SQL(", ").join([sql.SQL("({})").format(types)] * len(keys)),
        )
        values = [part for each in keys for part in each]
        return lambda shown: (sql.SQL("SELECT {}{}").format(shown, where), values)

    def _text(self, column: Column, type_: str, asked: Asked) -> sql.Composable:
        """The cell as text: as one of that type, where its values can be of it."""
        itself = sql.Identifier(column.name)
        plain = sql.SQL("CAST({} AS text)").format(itself)
        # The address of a single host is written with its mask, which nobody gave it.
        inners = [sql.SQL("abbrev({})").format(itself)] if column.type == "inet" else []
        for inner in (*inners, itself, plain) if type_ else ():
            shown = sql.SQL("CAST(CAST({} AS {}) AS text)").format(inner, _type(type_))
            with suppress(*REFUSED), self._session.transaction():
                self._session.execute(*asked(shown)).fetchall()
                return shown
        return plain


def _same(then: Column, now: Sequence[Column], *, lineage: bool) -> Column | None:
    """The column that it is now: of its number in the same table, else of its name."""
    numbered = next((each for each in now if lineage and each.number == then.number), None)
    return numbered or next((each for each in now if each.name == then.name), None)


def _type(named: str) -> sql.SQL:
    return sql.SQL(named)
