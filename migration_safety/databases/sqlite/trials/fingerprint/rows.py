"""The rows in which a file differs from the copy that was made of it, by their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from migration_safety.core.trial.data.alteration import Alteration, Matching, disputed
from migration_safety.core.trial.data.fingerprint import Fingerprints, TablePrint
from migration_safety.core.trial.data.mismatch import ColumnMismatch, Mismatch, settled
from migration_safety.core.trial.data.pairing import pairs
from migration_safety.core.trial.data.tables import alterations, counterpart
from migration_safety.databases.sqlite.trials.fingerprint.hashing import Value, digest, hashed
from migration_safety.databases.sqlite.trials.session import Session, quoted

OTHER_KEY = "the key is another one"
SAMPLES = 5
Row: TypeAlias = tuple[Value, ...]


def compared(
    here: Session, there: Session, before: Fingerprints, after: Fingerprints
) -> tuple[Alteration, ...]:
    """Every verdict on the data, settled by pairing the rows of the tables that differ.

    `here` is the file as `after` found it, `there` a copy of it as it was at `before`.
    """
    found = alterations(before, after, by=Matching.NAME)
    for table in disputed(found):
        old = next(each for each in before.tables if each.label == table)
        new = counterpart(old, after, Matching.NAME)
        if new:
            names = {each.column for each in found if each.table == table and each.pairable}
            mismatch = differing(here, there, old, new, columns=names, exact=before.exact)
            found = settled(found, mismatch)
    return found


def differing(
    here: Session,
    there: Session,
    before: TablePrint,
    after: TablePrint,
    *,
    columns: Collection[str],
    exact: bool = False,
) -> Mismatch:
    """How many rows of a table differ, in which of these columns, and the keys of a few.

    Both files are read once, in the order of the key: memory does not grow with them.
    """
    same = [old.name for old, new in pairs(before, after, Matching.NAME) if new]
    key = [part.name for part in before.key]
    if not key:
        return _counted(here, there, before.label, same)
    if key != [part.name for part in after.key]:
        return Mismatch(before.label, reason=OTHER_KEY)
    told = [name for name in same if name in columns]
    tally = _Tally(len(key), [_Differing(name) for name in told], exact)
    tally.all(*(_rows(each, before.label, key, told) for each in (there, here)))
    return Mismatch(
        before.label,
        tuple(key),
        tally.paired,
        tally.lost,
        tally.added,
        tuple(tally.lost_samples),
        tuple(tally.added_samples),
        tuple(each.mismatch() for each in tally.columns),
    )


def _counted(here: Session, there: Session, table: str, names: Sequence[str]) -> Mismatch:
    """Whole rows, where nothing says which is which."""
    now, then = (
        Counter(digest(row) for row in _rows(each, table, [], names)) for each in (here, there)
    )
    return Mismatch(table, lost=(then - now).total(), added=(now - then).total())


def _rows(session: Session, table: str, key: Sequence[str], names: Sequence[str]) -> Iterator[Row]:
    shown = ", ".join(map(quoted, (*key, *names)))
    order = ", ".join(f"{quoted(each)} COLLATE BINARY" for each in key)
    query = f"SELECT {shown} FROM {quoted(table)}" + (f" ORDER BY {order}" if order else "")
    return iter(session.execute(query))


@dataclass
class _Differing:
    """One column of the rows that both have."""

    name: str
    rows: int = 0
    nulls: int = 0
    values: set[int] = field(default_factory=set)
    samples: list[str] = field(default_factory=list)

    def note(self, value: Value, key: Row) -> None:
        self.rows += 1
        self.nulls += value is None
        if len(self.values) < 2:
            self.values.add(hashed(value))
        _sample(self.samples, key)

    def mismatch(self) -> ColumnMismatch:
        uniform = len(self.values) == 1 and not self.nulls
        return ColumnMismatch(self.name, self.rows, self.nulls, uniform, tuple(self.samples))


@dataclass
class _Tally:
    """What a walk along both files counts; rows begin with so many cells of their `key`."""

    key: int
    columns: list[_Differing]
    exact: bool
    paired: int = 0
    lost: int = 0
    added: int = 0
    lost_samples: list[str] = field(default_factory=list)
    added_samples: list[str] = field(default_factory=list)

    def all(self, then: Iterator[Row], now: Iterator[Row]) -> None:
        old, new = next(then, None), next(now, None)
        while old is not None or new is not None:
            if new is None or (old is not None and self._order(old) < self._order(new)):
                assert old is not None
                self.lost += 1
                _sample(self.lost_samples, old[: self.key])
                old = next(then, None)
            elif old is None or self._order(new) < self._order(old):
                self.added += 1
                _sample(self.added_samples, new[: self.key])
                new = next(now, None)
            else:
                self._pair(old, new)
                old, new = next(then, None), next(now, None)

    def _pair(self, old: Row, new: Row) -> None:
        self.paired += 1
        cells = zip(self.columns, old[self.key :], new[self.key :], strict=True)
        for column, was, value in cells:
            if hashed(was, exact=self.exact) != hashed(value, exact=self.exact):
                column.note(value, old[: self.key])

    def _order(self, row: Row) -> list[tuple[int, Value]]:
        return [(RANKS[type(each)], each) for each in row[: self.key]]


# As SQLite sorts: NULL, numbers, text, blobs.
RANKS: dict[type, int] = {type(None): 0, int: 1, float: 1, str: 2, bytes: 3}


def _sample(samples: list[str], key: Row) -> None:
    """Integers as they are; what may be a text, as a hash."""
    if len(samples) < SAMPLES:
        parts = [str(it) if isinstance(it, int) else f"#{hashed(it):016x}" for it in key]
        samples.append(parts[0] if len(parts) == 1 else f"({', '.join(parts)})")
