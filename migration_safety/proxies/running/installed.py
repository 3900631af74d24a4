"""Where programs are, and which package brings those that are missing."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from migration_safety.errors import ProgramError

# Debian puts servers where the PATH of ordinary users does not look.
SYSTEM = os.pathsep.join(("/usr/sbin", "/usr/local/sbin", "/sbin"))
BROUGHT_BY = {
    "nginx": "apt-get install nginx-light, or brew install nginx",
    "pgbouncer": "apt-get install pgbouncer, or brew install pgbouncer",
    "gunicorn": 'pip install "migration-safety[rehearsal]"',
}


def program(name: str) -> str:
    """The path of nginx or pgbouncer.  Raises ProgramError with the package that has it."""
    path = os.environ.get("PATH", os.defpath)
    if found := shutil.which(name, path=os.pathsep.join((path, SYSTEM))):
        return str(Path(found).resolve())
    raise ProgramError(f"{name} is not installed.", f"It comes with {BROUGHT_BY[name]}.")


def missing() -> tuple[str, ...]:
    """What a rehearsal needs and this machine lacks: "nginx (apt-get install ..)"."""
    found = {name: _is_here(name) for name in BROUGHT_BY}
    return tuple(f"{name} ({BROUGHT_BY[name]})" for name, here in found.items() if not here)


def _is_here(name: str) -> bool:
    if name == "gunicorn":
        return find_spec(name) is not None
    try:
        return bool(program(name))
    except ProgramError:
        return False
