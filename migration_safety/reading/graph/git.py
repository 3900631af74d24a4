"""git, asked about the repository of the working directory."""

from __future__ import annotations

import subprocess

from migration_safety.errors import SelectionError


def git(advice: str, *arguments: str) -> str:
    """What git answers.  Raises SelectionError with its first line and that advice."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise SelectionError(
            "git is not installed.", "Install it, or leave out --since."
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise SelectionError(f"{said or f'git {arguments[0]} finds nothing'}.", advice)
    # Names of files may hold any byte but 0.
    return done.stdout.decode(errors="surrogateescape")
