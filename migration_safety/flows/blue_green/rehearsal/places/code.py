"""The code of the two releases: the folder at hand, and that of before beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from migration_safety.reading.graph.git import git

PACKAGE = Path(__file__).resolve().parents[4]
ADVICE = "Name a commit or a tag of this repository with --from-ref."


@dataclass(frozen=True, slots=True)
class Code:
    """The folder that a release is served from; `told` says for people what it is.

    `without` are the migrations that its models do not know, where they are not the code's own.
    """

    folder: Path
    told: str
    without: tuple[tuple[str, str], ...] = ()

    def environment(self, packages: Path) -> dict[str, str]:
        """Finds our package of now before the one that an old release may hold itself."""
        inherited = os.environ.get("PYTHONPATH", "")
        places = [str(packages), str(self.folder), *filter(None, [inherited])]
        return {"PYTHONPATH": os.pathsep.join(places), "PYTHONSAFEPATH": "1"}


def packages(folder: Path) -> Path:
    """A folder in which only this package of ours is found."""
    place = folder / "packages"
    place.mkdir()
    (place / PACKAGE.name).symlink_to(PACKAGE)
    return place


@contextmanager
def before(
    ref: str, folder: Path, pending: tuple[tuple[str, str], ...]
) -> Iterator[tuple[Code, Code]]:
    """The old release and the new one.  Without a ref the old one is the code at hand with the
    models that the migrations before the pending ones describe.  Raises SelectionError."""
    new = Code(Path.cwd(), "the working directory")
    if not ref:
        told = "the working directory, with the models of the migrations before"
        yield Code(Path.cwd(), told, pending), new
        return
    top = Path(git(ADVICE, "rev-parse", "--show-toplevel").strip())
    commit = git(ADVICE, "rev-parse", "--verify", "--short", f"{ref}^{{commit}}").strip()
    place = folder / "old_release"
    git(ADVICE, "-C", str(top), "worktree", "add", "--detach", str(place), commit)
    try:
        yield Code(place / Path.cwd().relative_to(top), f"{ref} ({commit})"), new
    finally:
        git(ADVICE, "-C", str(top), "worktree", "remove", "--force", str(place))
