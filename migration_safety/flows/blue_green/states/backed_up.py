"""The state in which a backup of blue exists that was restored and equal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from migration_safety.core.deployment.backup import Backup
from migration_safety.databases.postgresql.backup.encryption import encryption
from migration_safety.databases.postgresql.backup.keeping import backups, backups_of, prune
from migration_safety.databases.postgresql.backup.scratch import EMBEDDED
from migration_safety.databases.postgresql.backup.taking import Wish, ready, take
from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.flows.blue_green.running.state import State

NAME = "backed_up"
KEEP = "3"


def check(run: Run) -> None:
    """Programs, recipient and room are there.  Raises RefusedError, BackupError."""
    _keep(run)
    ready(run.blue, wish(run))


def act(run: Run) -> None:
    """Take one, unless this run has one, and remove those that are older than what is kept."""
    if done(run):
        return
    backup = take(run.blue, wish(run), run.tell)
    run.journal.note(NAME, file=backup.file, sha256=backup.sha256)
    run.tell(f"{folder(run) / backup.file}: {backup.bytes / 1e6:,.1f} MB, SHA-256 {backup.sha256}")
    run.tell(f"{backup.proof}: {len(backup.tables)} tables, {backup.rows:,} rows")
    for reason, names in _unproven(backup).items():
        run.tell(f"not compared ({reason}): {few(names)}")
    for each in prune(folder(run), database=backup.database, keep=_keep(run)):
        run.tell(f"removed, as {_keep(run)} are kept: {each.file}")


def done(run: Run) -> bool:
    """Whether the backup of this run is there, whole: one of a run that was taken back is older
    than what has been written since."""
    file = run.journal.recall(NAME).get("file", "")
    return any(each.file == file for each in backups(folder(run)))


def undo(run: Run) -> None:
    """Remove what is unfinished.  A backup that was proven harms nobody, and stays."""
    if folder(run).is_dir():
        with backups_of(folder(run)):
            pass


def script(run: Run) -> Iterator[str]:
    """What is done, for people: programs and files."""
    try:
        how = wish(run).how
    except RefusedError as error:
        yield f"# would be refused: {error}"
        return
    yield f"pg_dump --format=directory of blue into {folder(run)}, in the clear while it lasts"
    yield "restore it to a server of its own, and compare schema and rows"
    yield f"write {folder(run)}/ms_*.tar{how.suffix} and its manifest"


def folder(run: Run) -> Path:
    """Where the backups of this run are kept."""
    given = run.options.get("backups", "")
    return Path(given) if given else run.journal.path.parent / "backups"


def wish(run: Run) -> Wish:
    """As the operator has it.  Raises RefusedError."""
    given = run.options
    how = encryption(
        given.get("recipient", ""),
        identity=given.get("identity", ""),
        unencrypted=bool(given.get("unencrypted")),
    )
    return Wish(
        folder(run),
        how,
        run.deployment.digest,
        scratch=given.get("scratch", "") or EMBEDDED,
        seconds=run.limits.copy,
    )


def _unproven(backup: Backup) -> dict[str, list[str]]:
    """By reason: each has its line in the manifest."""
    found: dict[str, list[str]] = {}
    for line in backup.unproven:
        name, _, reason = line.partition(": ")
        found.setdefault(reason, []).append(name)
    return found


def _keep(run: Run) -> int:
    given = run.options.get("keep", KEEP)
    if not given.isdecimal() or int(given) < 1:
        raise RefusedError(
            f"MIGRATION_SAFETY_BACKUP_KEEP is {given!r}.",
            "Write how many backups are kept, 1 at least.",
        )
    return int(given)


BACKED_UP = State(
    NAME,
    "back up blue, and prove the backup by restoring it",
    act=act,
    check=check,
    done=done,
    undo=undo,
    script=script,
    undoing="remove an unfinished backup; one that was proven stays",
)
