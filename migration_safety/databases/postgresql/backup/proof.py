"""The proof of a backup: restored, and compared with what the dump's own snapshot sees."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias

import psycopg

from migration_safety.core.trial.data.alteration import Alteration, Matching, Verdict
from migration_safety.core.trial.data.fingerprint import Fingerprints
from migration_safety.core.trial.data.tables import alterations
from migration_safety.core.trial.schema.comparing import differences
from migration_safety.core.trial.schema.portrait import Portrait
from migration_safety.databases.postgresql.backup.dumping import Dump
from migration_safety.databases.postgresql.cloning.dumping.extensions import left_out
from migration_safety.databases.postgresql.cloning.dumping.needs import Needs, read_needs
from migration_safety.databases.postgresql.cloning.dumping.roles import is_superuser, lent
from migration_safety.databases.postgresql.connect import connect
from migration_safety.databases.postgresql.fingerprint.prints import fingerprints
from migration_safety.databases.postgresql.portrait.portrait import portrait
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.errors import BackupError

# Of subscriptions nothing is dumped: a restored one would call the publisher of the original.
APART = frozenset({"subscription", "setting of the database"})
SHOWN = 3
# Fingerprints leave it out: it changes with each migration.
RECORD = "SELECT to_regclass('django_migrations') IS NOT NULL"
APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"
Rows: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Original:
    """What the snapshot sees, and what a server needs to take it."""

    portrait: Portrait
    prints: Fingerprints
    applied: Rows
    needs: Needs


@dataclass(frozen=True, slots=True)
class Proof:
    """What was restored on a server of that `version`, and equal; `unproven` was not compared."""

    version: int
    tables: tuple[str, ...]
    rows: int
    columns: int
    unproven: tuple[str, ...]


def original(connection: psycopg.Connection) -> Original:
    """Of the connection's database; in a transaction, of that one's snapshot."""
    # Fingerprints change what names lead to, until the transaction ends.
    needs, applied = read_needs(connection), _applied(connection)
    return Original(portrait(connection), fingerprints(connection), applied, needs)


def proven(dump: Dump, place: str, before: Original) -> Proof:
    """Restore to a database of its own on the server at `place`, and compare everything.

    Raises BackupError where anything differs; the database is dropped in any case.
    """
    with closing(connect(place)) as server:
        if not is_superuser(server):
            raise BackupError(
                "The server to restore the backup to is reached as a role that is no superuser:"
                " owners and grants could not be compared.",
                "Name a superuser in MIGRATION_SAFETY_BACKUP_SCRATCH, or leave it out: a server is"
                " made.",
            )
        version = server.info.server_version // 10_000
        without = [each.name for each in left_out(before.needs.extensions, server).extensions]
        with (
            lent(server, before.needs.roles),
            Sandbox(place, locale=before.needs.locale) as sandbox,
        ):
            dump.restore(sandbox.conninfo, sandbox.name, without=without)
            with closing(connect(sandbox.conninfo)) as restored:
                after = original(restored)
    notes = [f"extension {name}: left out" for name in without]
    _refuse(_schema(before.portrait, after.portrait))
    _refuse(["django_migrations: rows changed"] * (before.applied != after.applied))
    found = alterations(before.prints, after.prints, by=Matching.NAME)
    _refuse([_told(each) for each in found if each.proven and not _same(each)])
    notes += [f"{_name(each)}: {each.reason}" for each in found if not each.proven]
    return _proof(version, after.prints, found, notes)


def _applied(connection: psycopg.Connection) -> Rows:
    """The migrations that the database has."""
    if connection.execute(RECORD).fetchone() != (True,):
        return []
    return connection.execute(APPLIED).fetchall()


def _proof(
    version: int, prints: Fingerprints, found: tuple[Alteration, ...], notes: list[str]
) -> Proof:
    read = [each for each in prints.tables if not each.unproven]
    return Proof(
        version,
        tables=tuple(f"{each.schema}.{each.name}" for each in read),
        rows=sum(each.rows for each in read),
        columns=sum(each.proven and bool(each.column) for each in found),
        unproven=tuple(notes),
    )


def _schema(before: Portrait, after: Portrait) -> list[str]:
    return [
        f"{each.kind} {each.table} {each.name} {each.change}".replace("  ", " ")
        for each in differences(before, after)
        if each.kind not in APART and not each.drift
    ]


def _same(found: Alteration) -> bool:
    return found.verdict is Verdict.IDENTICAL


def _name(found: Alteration) -> str:
    return f"{found.table}.{found.column}" if found.column else found.table


def _told(found: Alteration) -> str:
    return f"{_name(found)} {found.change}"


def _refuse(wrong: list[str]) -> None:
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise BackupError(
            f"What was restored of the backup differs: {'; '.join(wrong[:SHOWN])}{more}.",
            "The backup is not kept. Take another one; where it is refused again, nothing may"
            " start.",
        )
