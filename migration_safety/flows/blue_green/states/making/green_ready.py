"""Green is ready: claimed, with blue's roles and blue's schema, and no row."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.trial.schema.portrait import Key
from migration_safety.databases.postgresql.publishing.freeze import schema_of
from migration_safety.databases.postgresql.publishing.identities import identify, identities
from migration_safety.databases.postgresql.publishing.making.claim import (
    claim,
    claimed,
    note,
    noted,
    refuse_foreign,
    release,
)
from migration_safety.databases.postgresql.publishing.making.clearing import clear, drop_roles
from migration_safety.databases.postgresql.publishing.making.owners import bring_owner
from migration_safety.databases.postgresql.publishing.making.roles import bring_roles
from migration_safety.databases.postgresql.publishing.making.schema import copy_schema
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State
from migration_safety.flows.blue_green.states.making.stream import shimmed
from migration_safety.flows.blue_green.states.overtaken import refuse_overtaken

NAME = "green_ready"
# What rows and those who write them depend on; of the rest, a difference is told.
NEEDED = frozenset(
    {
        *("table", "column", "primary key", "foreign key", "unique constraint"),
        *("check constraint", "exclusion constraint"),
    }
)
PREFIX = "identity of "


def check(run: Run) -> None:
    """Green is empty, or ours, and blue is the one that was planned for."""
    refuse_overtaken(run)
    if not claimed(run.green.connection, run.deployment.digest):
        refuse_foreign(run.green.connection)


def act(run: Run) -> None:
    """Make green; half of it, left by a crash, is cleared first."""
    blue, green, digest = run.blue.connection, run.green.connection, run.deployment.digest
    claim(green, digest)
    if done(run):
        return
    clear(green, digest)
    _identify(run)
    present = schema_of(blue, without=shimmed(run)).digest
    run.journal.note(NAME, schema=present)
    for line in bring_roles(blue, green, digest, logins=run.writers):
        run.tell(line)
    for line in bring_owner(blue, green, digest):
        run.tell(line)
    source, target = run.blue.conninfo, run.green.conninfo
    for line in copy_schema(blue, green, source=source, target=target, digest=digest):
        run.tell(line)
    _compare(run)
    note(green, digest, "reached", NAME)


def done(run: Run) -> bool:
    """Green remembers that it was made whole."""
    return NAME in noted(run.green.connection, run.deployment.digest, "reached")


def undo(run: Run) -> None:
    """Empty green, and give blue's tables back how their rows were found."""
    green, digest = run.green.connection, run.deployment.digest
    for table, identity in identities_before(run).items():
        identify(run.blue.connection, table, identity, lock=run.limits.lock)
    clear(green, digest)
    if kept := drop_roles(green, digest):
        run.tell(f"Roles of green that others need, and that stay: {', '.join(kept)}.")
    release(green, digest)


def script(run: Run) -> Iterator[str]:
    """What would be done."""
    for each in run.deployment.published:
        if each.identity != "default":
            yield f"blue: ALTER TABLE {each.table} REPLICA IDENTITY {_clause(each.identity)};"
    yield "green: pg_dump --schema-only of blue, pg_restore into green"


def identities_before(run: Run) -> dict[str, str]:
    """How rows of blue's tables were found before the run has changed it, where it has."""
    noted = run.journal.recall(NAME).items()
    return {name.removeprefix(PREFIX): each for name, each in noted if name.startswith(PREFIX)}


def _clause(identity: str) -> str:
    kind, _, index = identity.partition(" ")
    return f"USING INDEX {index}" if index else kind.upper()


def _identify(run: Run) -> None:
    """What was before is on disk before it is changed."""
    for each in run.deployment.published:
        wanted = each.identity
        for table, present in identities(run.blue.connection, each.table).items():
            fits = wanted in ("default", present) or (" " in wanted and table != each.table)
            if not fits:
                run.journal.note(NAME, **{f"{PREFIX}{table}": present})
                identify(run.blue.connection, table, wanted, lock=run.limits.lock)


def _compare(run: Run) -> None:
    """What rows depend on has to be there; what is otherwise, such as a tablespace, is told."""
    blue, green = (schema_of(side.connection).by_key for side in run.sides)
    differing = [key for key in sorted({*blue, *green}) if blue.get(key) != green.get(key)]
    lacking = [
        _named(key)
        for key in differing
        if key[0] in NEEDED and (key not in blue or key not in green or key[0] == "column")
    ]
    versions = {side.connection.info.server_version for side in run.sides}
    if lacking and len(versions) == 1:
        raise DeploymentError(
            f"Green's schema is not blue's: {few(lacking)} differ.",
            "Look at what pg_dump of blue says of them, and abort.",
        )
    if differing:
        run.tell(f"Differs on green: {few([_named(key) for key in differing])}.")


def _named(key: Key) -> str:
    return " ".join(filter(None, key))


GREEN_READY = State(
    NAME,
    "make green's roles and schema",
    act,
    done,
    check,
    undo,
    script,
    undoing="empty green, and drop the roles that were made for it",
)
