"""Which migrations a branch adds or edits, asked of git."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from django.db.migrations import Migration

from migration_safety.errors import SelectionError
from migration_safety.reading.locate import file_of

Key = tuple[str, str]


def changed_since(reference: str, migrations: Mapping[Key, Migration]) -> list[Key]:
    """The migrations whose file differs from the merge base with `reference`, or is new.

    Uncommitted and untracked files count: they are what the developer is about to commit.
    Raises SelectionError for an unknown reference, a shallow clone or no repository.
    """
    top = Path(_git("rev-parse", "--show-toplevel"))
    if _git("rev-parse", "--is-shallow-repository") == "true":
        raise SelectionError(
            "This is a shallow clone: the merge base cannot be known.",
            "Run `git fetch --unshallow`.",
        )
    base = _git("merge-base", "--end-of-options", reference, "HEAD")
    names = _git("diff", "--name-only", "--diff-filter=d", "-z", base).split("\0")
    names += _git(
        "ls-files", "--others", "--exclude-standard", "--full-name", "-z", str(top)
    ).split("\0")
    files = {(top / name).resolve() for name in names if name}
    return [key for key, it in migrations.items() if _file(it) in files]


def _file(migration: Migration) -> Path | None:
    path = file_of(migration)
    return path.resolve() if path else None


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise SelectionError(
            "git is not installed.", "Install it, or leave out --since."
        ) from error
    if done.returncode:
        said = done.stderr.strip().partition("\n")[0] or f"git {arguments[0]} failed"
        raise SelectionError(f"{said}.", "Name a commit, branch or tag that this clone has.")
    return done.stdout.strip()
