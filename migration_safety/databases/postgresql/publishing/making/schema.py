"""The schema of one side on the other, by pg_dump and pg_restore."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from migration_safety.databases.postgresql.cloning.dumping.archive import ENTRY
from migration_safety.databases.postgresql.cloning.dumping.child import child, environment
from migration_safety.databases.postgresql.cloning.dumping.programs import Programs, programs
from migration_safety.databases.postgresql.cloning.settings import UNFIT, shaping_settings
from migration_safety.databases.postgresql.deploying.schema import SCHEMA
from migration_safety.databases.postgresql.publishing.making.claim import note
from migration_safety.databases.postgresql.sandboxes.carrying import put
from migration_safety.errors import DeploymentError, RefusedError

# A user mapping holds a password for another server, which may lie in no file.
LEFT_OUT = ("USER MAPPING", "SUBSCRIPTION", "PUBLICATION")
DUMP = (
    *("--format=custom", "--schema-only", "--no-password", "--lock-wait-timeout=10s"),
    *("--no-publications", "--no-subscriptions", "--no-security-labels"),
    f"--exclude-schema={SCHEMA}",
)
RESTORE = ("--format=custom", "--no-password", "--no-tablespaces", "--exit-on-error")
VERSION = 10_000


def copy_schema(
    blue: psycopg.Connection, green: psycopg.Connection, *, source: str, target: str, digest: str
) -> list[str]:
    """Make blue's definitions in green, which is claimed and empty; notes on what is left out.

    `source` and `target` are the addresses of both, as their programs are told.  Raises
    RefusedError where green is older, CloneError without programs, DeploymentError.
    """
    here, there = (each.info.server_version // VERSION for each in (blue, green))
    if there < here:
        raise RefusedError(
            f"Green is PostgreSQL {there}, older than blue's {here}.",
            "Make green of the same version, or of a newer one.",
        )
    with TemporaryDirectory(prefix="migration_safety_") as folder:
        archive = Path(folder) / "schema"
        tools = programs(here)
        _dump(tools, source, archive)
        notes = _restore(tools, archive, target, green.info.dbname)
    return notes + copy_settings(blue, green, digest)


def copy_settings(blue: psycopg.Connection, green: psycopg.Connection, digest: str) -> list[str]:
    """What a session of blue's database begins with; a note on what green cannot set."""
    refused = []
    for setting, value in shaping_settings(blue).items():
        note(green, digest, "setting", setting)
        try:
            if setting not in UNFIT:
                put(green, green.info.dbname, setting, value)
        except psycopg.DatabaseError:
            refused.append(setting)
    return [f"Settings of the database that green lacks: {', '.join(refused)}."] * bool(refused)


def _dump(tools: Programs, source: str, archive: Path) -> None:
    with child([tools.dump, *DUMP, f"--file={archive}"], environment(source)) as dump:
        _refuse("Blue's schema cannot be read", dump.errors())


def _restore(tools: Programs, archive: Path, target: str, name: str) -> list[str]:
    listing = archive.with_suffix(".list")
    command = [tools.restore, "--list", f"--file={listing}", str(archive)]
    with child(command, environment("")) as lister:
        _refuse("What pg_dump wrote cannot be read", lister.errors())
    lines = listing.read_text(errors="surrogateescape").splitlines()
    entries = [(line, entry[1]) for line in lines if (entry := ENTRY.match(line))]
    kept = [line for line, entry in entries if not entry.startswith(LEFT_OUT)]
    listing.write_text("\n".join(kept) + "\n", errors="surrogateescape")
    command = [tools.restore, *RESTORE, f"--dbname={name}", f"--use-list={listing}", str(archive)]
    with child(command, environment(target)) as restore:
        _refuse("Green does not take blue's schema", restore.errors())
    mappings = any(entry.startswith("USER MAPPING") for _, entry in entries)
    return ["User mappings hold passwords, and are left to you to make on green."] * mappings


def _refuse(what: str, complaints: list[str]) -> None:
    if complaints:
        raise DeploymentError(
            f"{what}: {complaints[0]}.",
            "Give that side what it needs (roles, extensions), then run the step again.",
        )
