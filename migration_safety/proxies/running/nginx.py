"""nginx in a folder of its own, as any user."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from migration_safety.errors import ProgramError
from migration_safety.proxies.nginx.configuration import Site, alone
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.ports import answers
from migration_safety.proxies.running.program import Program


def nginx(site: Site, *, folder: Path) -> Program:
    """Write its configuration into that folder; start it with `with`.

    Raises ProgramError where nginx is missing, or refuses the configuration.
    """
    path = folder / "nginx.conf"
    path.write_text(alone(site, folder), "utf-8")
    words = [program("nginx"), "-p", str(folder), "-c", str(path)]
    refused(words)
    # TERM ends requests in flight; QUIT lets them finish.
    return Program(
        "nginx", words, folder=folder, ready=lambda: answers(site.listen), stop=signal.SIGQUIT
    )


def refused(words: list[str]) -> None:
    """Raise ProgramError where `nginx -t` does not accept its configuration."""
    done = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False, timeout=20)
    if done.returncode:
        raise ProgramError("nginx refuses its configuration.", done.stderr.strip())
