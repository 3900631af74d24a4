"""The rows in which a database differs from the copy that was made of it, by their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from psycopg import errors

from migration_safety.core.trial.data.alteration import Alteration, Matching, disputed
from migration_safety.core.trial.data.fingerprint import Fingerprints, TablePrint
from migration_safety.core.trial.data.mismatch import Mismatch, settled
from migration_safety.core.trial.data.tables import alterations, counterpart
from migration_safety.databases.postgresql.fingerprint.catalog import Table, tables
from migration_safety.databases.postgresql.fingerprint.planning import Planner
from migration_safety.databases.postgresql.fingerprint.rows.joining import counted, joined
from migration_safety.databases.postgresql.fingerprint.rows.pairing import Pairing, Sides
from migration_safety.databases.postgresql.fingerprint.scan import REFUSALS, refusal
from migration_safety.databases.postgresql.fingerprint.session import Session, pinned
from migration_safety.databases.postgresql.fingerprint.types import Types

GONE = "the table is not in both databases"
# A row of hashes has to fit on a page.
AT_ONCE = 400
# What is copied needs room; without it the verdicts stand, and only rows go unnamed.
NO_ROOM = (errors.DiskFull, errors.ConfigurationLimitExceeded)


def differing(
    here: Session,
    there: Session,
    *,
    before: TablePrint,
    after: TablePrint,
    by: Matching,
    columns: Collection[str],
    exact: bool = False,
    limit: int = 5,
) -> Mismatch:
    """How many rows of a table differ, in which of these columns, and the keys of a few.

    `here` is the database as `after` found it, `there` a copy of it as it was at `before`;
    columns go by their names of before.  Both connections are between transactions.  No
    value is read: what passes from `here` to `there` are keys and hashes, in blocks.
    """
    with _pair(here, there) as (now, then):
        table, again = _found(then, before), _found(now, after)
        if table is None or again is None:
            return Mismatch(before.label, reason=GONE)
        pairing = Pairing(Planner(Types(there), exact=exact), Planner(Types(here), exact=exact))
        sides = pairing.sides((before, after), (table, again), by, columns)
        try:
            with here.transaction(), there.transaction():
                return replace(_mismatch(here, there, sides, limit), table=before.label)
        except (*REFUSALS, *NO_ROOM) as error:
            return Mismatch(before.label, reason=refusal(error))


def compared(
    here: Session,
    there: Session,
    before: Fingerprints,
    after: Fingerprints,
    *,
    by: Matching,
    limit: int = 5,
) -> tuple[Alteration, ...]:
    """Every verdict on the data, settled by pairing the rows of the tables that differ."""
    found = alterations(before, after, by=by)
    for table in disputed(found):
        old = next(each for each in before.tables if each.label == table)
        new = counterpart(old, after, by)
        if new:
            names = {each.column for each in found if each.table == table and each.pairable}
            mismatch = differing(
                here,
                there,
                before=old,
                after=new,
                by=by,
                columns=names,
                exact=before.exact,
                limit=limit,
            )
            found = settled(found, mismatch)
    return found


def _mismatch(here: Session, there: Session, sides: Sides, limit: int) -> Mismatch:
    if not sides.key:
        return counted(here, there, sides) if sides.pairs else Mismatch("", reason=GONE)
    parts = [
        joined(here, there, replace(sides, pairs=sides.pairs[i : i + AT_ONCE]), limit=limit)
        for i in range(0, max(len(sides.pairs), 1), AT_ONCE)
    ]
    return replace(parts[0], columns=tuple(each for part in parts for each in part.columns))


@contextmanager
def _pair(here: Session, there: Session) -> Iterator[tuple[list[Table], list[Table]]]:
    with pinned(here), pinned(there):
        yield tables(here, frozenset()), tables(there, frozenset())


def _found(found: list[Table], wanted: TablePrint) -> Table | None:
    """By OID, which a copy of a database keeps."""
    return next((each for each in found if each.oid == wanted.oid), None)
