"""Which migrations a branch adds, edits or deletes, asked of git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db.migrations import Migration

from migration_safety.errors import SelectionError
from migration_safety.reading.graph.git import git
from migration_safety.reading.locate import file_of

Key = tuple[str, str]

FOLDER = "migrations"
OUTSIDE = "Run the command inside the project's repository, or leave out --since."
REFERENCE = "Name a commit, branch or tag that this clone has, and that shares history with HEAD."


@dataclass(frozen=True, slots=True)
class Changes:
    """`edited` are migrations whose file is new or another, `deleted` the paths of those gone.

    A renamed migration is both: under its new name Django takes it for another.
    """

    edited: tuple[Key, ...] = ()
    deleted: tuple[Path, ...] = ()


def changed_since(reference: str, migrations: Mapping[Key, Migration]) -> Changes:
    """The migrations whose file differs from the merge base with `reference`, or is new.

    Uncommitted and untracked files count: they are what the developer is about to commit.
    Raises SelectionError for an unknown reference, a shallow clone or no repository.
    """
    top = Path(git(OUTSIDE, "rev-parse", "--show-toplevel").strip("\n"))
    if git(OUTSIDE, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise SelectionError(
            "This is a shallow clone: the merge base cannot be known.",
            "Run `git fetch --unshallow`.",
        )
    base = git(REFERENCE, "merge-base", "--end-of-options", reference, "HEAD").strip()
    # A rename is a deletion and an addition, whatever the user's diff.renames.
    diff = ("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z")
    names = git(REFERENCE, *diff, "--diff-filter=d", base).split("\0")
    names += git(
        OUTSIDE, "ls-files", "--others", "--exclude-standard", "--full-name", "-z", str(top)
    ).split("\0")
    gone = git(REFERENCE, *diff, "--diff-filter=D", base).split("\0")
    files = {key: path.resolve() for key, it in migrations.items() if (path := file_of(it))}
    there = {(top / name).resolve() for name in names if name}
    folders = {path.parent for path in files.values()}
    return Changes(
        tuple(key for key in migrations if files.get(key) in there),
        tuple(path for path in _paths(top, gone) if _is_migration(path, folders)),
    )


def _paths(top: Path, names: Iterable[str]) -> list[Path]:
    return [(top / name).resolve() for name in names if name]


def _is_migration(path: Path, folders: set[Path]) -> bool:
    """As Django's loader reads names; of a folder that is gone altogether, by its usual name."""
    known = path.parent in folders or path.parent.name == FOLDER
    return known and path.suffix == ".py" and path.name[0] not in "_~" and not path.exists()
