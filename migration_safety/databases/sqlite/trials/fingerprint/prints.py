"""The fingerprints of a file: every table read once, each value hashed with its row's key."""

from __future__ import annotations

from migration_safety.core.trial.data.fingerprint import (
    ColumnPrint,
    Fingerprints,
    KeyPart,
    Reading,
    TablePrint,
)
from migration_safety.databases.sqlite.trials.catalog import RECORD, VIRTUAL, Table, tables
from migration_safety.databases.sqlite.trials.fingerprint.hashing import (
    MASK,
    digest,
    hashed,
    method,
)
from migration_safety.databases.sqlite.trials.fingerprint.lineage import numbered
from migration_safety.databases.sqlite.trials.session import Session, quoted


def fingerprints(
    session: Session, *, exact: bool = False, recent: Fingerprints | None = None
) -> Fingerprints:
    """Of every table but Django's record of migrations.

    `recent` is the print of the same database before: what goes by another name since then is
    known by what it holds.
    """
    found = [each for each in tables(session) if each.name != RECORD]
    prints = [_print(session, each, exact=exact) for each in found]
    read = tuple(each.name for each in found if not each.virtual)
    return Fingerprints(numbered(prints, recent), exact=exact, read=read)


def _print(session: Session, table: Table, *, exact: bool) -> TablePrint:
    """Its numbers are those of the columns' order until somebody knows better."""
    if table.virtual:
        return TablePrint(0, "", table.name, table.name, unproven=VIRTUAL)
    names = [each.name for each in table.columns]
    key = [names.index(each.name) for each in table.key]
    nulls, totals, whole, rows = [0] * len(names), [0] * len(names), 0, 0
    for row in session.execute(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table.name)}"):
        rows += 1
        seed = digest(row[at] for at in key) if key else b""
        for at, value in enumerate(row):
            if value is None:
                nulls[at] += 1
            else:
                totals[at] += hashed(value, seed, exact=exact)
        if not key:
            whole += int.from_bytes(digest(row, exact=exact))
    how = method(exact=exact)
    return TablePrint(
        0,
        "",
        table.name,
        table.name,
        rows,
        tuple(
            ColumnPrint(
                at,
                column.name,
                column.type,
                nulls[at],
                (Reading(how, totals[at] & MASK),),
                generated="generated" if column.generated else "",
            )
            for at, column in enumerate(table.columns)
        ),
        tuple(KeyPart(at, names[at], how) for at in key),
        whole=None if key else Reading(how, whole & MASK),
    )
