"""Rows read as text by their keys, before the way back and after it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.backends.base.base import BaseDatabaseWrapper

from migration_safety.core.trial.bills.written import Cells, Column, Key, Sheet
from migration_safety.databases.sqlite.trials.accesses import Accesses
from migration_safety.databases.sqlite.trials.catalog import columns, tables
from migration_safety.databases.sqlite.trials.session import quoted

KEYLESS = "its primary key is another one after the way back"
CELL = "CASE typeof({0}) WHEN 'blob' THEN hex({0}) ELSE CAST({0} AS text) END"
AT_ONCE = 100


class Sheets:
    """The rows of tables on a connection; a column that is renamed is known by its cells."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        connection.ensure_connection()
        self._session = connection.connection
        self._known = {each.name for each in tables(self._session)}
        self._accesses = Accesses(self._session)

    def accesses(self) -> dict[int, tuple[str, int]]:
        """The tables that statements of this session have had to do with since it began."""
        return self._accesses.counted()

    def read(self, wanted: Mapping[tuple[str, tuple[str, ...]], Collection[Key]]) -> list[Sheet]:
        """Those rows, by table and key columns; a table that is not there is left out."""
        found = []
        for (table, key), keys in wanted.items():
            its = self._columns(table)
            if its:
                rows = self._rows(table, {each.name: each.name for each in its}, {}, key, keys)
                found.append(Sheet(table, 0, its, key, rows))
        return found

    def follow(self, sheet: Sheet, keys: Collection[Key]) -> Sheet:
        """The same rows now, under the names of then."""
        table = next(self._candidates(sheet, keys), "")
        if not table:
            return replace(sheet, gone=True, rows={})
        now = {each.name: each for each in self._columns(table)}
        if not set(sheet.key) <= now.keys():
            return replace(sheet, unfollowed=KEYLESS, rows={})
        names = self._names(sheet, table, list(now), keys)
        then = {each.name: each.type for each in sheet.columns}
        types = {its: now[name].type for its, name in names.items() if now[name].type != then[its]}
        cast = {its: then[its] for its in types if then[its]}
        rows = self._rows(table, names, cast, sheet.key, keys)
        return replace(sheet, rows=rows, types=types, lost=frozenset(then.keys() - names.keys()))

    def _candidates(self, sheet: Sheet, keys: Collection[Key]) -> Iterator[str]:
        """The table of that name; else one that was not there and has a row of these keys."""
        present = [each.name for each in tables(self._session)]
        if sheet.table in present:
            yield sheet.table
        for each in present:
            its = {it.name: it.name for it in self._columns(each)}
            new = each not in self._known and set(sheet.key) <= its.keys()
            if new and self._rows(each, its, {}, sheet.key, keys):
                yield each

    def _names(
        self, sheet: Sheet, table: str, now: Sequence[str], keys: Collection[Key]
    ) -> dict[str, str]:
        """What the columns of then go by now; those that are lost are left out."""
        then = [each.name for each in sheet.columns]
        names = {each: each for each in then if each in now}
        added = {each: each for each in now if each not in then}
        rows = self._rows(table, {**names, **added}, {}, sheet.key, keys) if added else {}
        for lost in then:
            same = (it for it in added if lost not in names and _alike(sheet.rows, lost, rows, it))
            found = next(same, "")
            if found:
                names[lost] = added.pop(found)
        return names

    def _columns(self, table: str) -> tuple[Column, ...]:
        found = columns(self._session, table)
        return tuple(Column(it.name, at, it.type) for at, it in enumerate(found))

    def _rows(
        self,
        table: str,
        names: Mapping[str, str],
        cast: Mapping[str, str],
        key: tuple[str, ...],
        keys: Collection[Key],
    ) -> dict[Key, Cells]:
        """`names` has the columns by those that they go by, `cast` types to read them as."""
        shown = ", ".join(_text(name, cast.get(its, "")) for its, name in names.items())
        one = " AND ".join(f"CAST({quoted(each)} AS text) = ?" for each in key)
        found: dict[Key, Cells] = {}
        asked = list(keys)
        for at in range(0, len(asked), AT_ONCE):
            some = asked[at : at + AT_ONCE]
            where = " OR ".join([f"({one})"] * len(some))
            query = f"SELECT {shown} FROM {quoted(table)} WHERE {where}"
            for row in self._session.execute(query, [part for each in some for part in each]):
                cells = dict(zip(names, row, strict=True))
                found[tuple(str(cells[each]) for each in key)] = cells
        return found


def _alike(then: Mapping[Key, Cells], lost: str, now: Mapping[Key, Cells], name: str) -> bool:
    """Whether it holds in every row what the lost one held, and not NULL in all of them."""
    cells = [(then[key].get(lost), row.get(name)) for key, row in now.items() if key in then]
    return any(was is not None for was, _ in cells) and all(was == is_ for was, is_ in cells)


def _text(name: str, type_: str) -> str:
    """The cell as text: as one of that type, where it has another one now."""
    cell = f"CAST({quoted(name)} AS {type_})" if type_ else quoted(name)
    return CELL.format(cell)
