"""A folder whose content is gone with us, also where we are killed: it holds rows in the clear."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# It waits for the end of its standard input, which comes with our own.  Programs of ours that
# outlive us still write into the folder: it is removed until it stays away.
JANITOR = """
    cat > /dev/null
    for turn in 1 2 3 4 5 6 7 8 9 10; do
        rm -rf -- "$0"
        sleep 0.3
        [ -e "$0" ] || exit 0
    done
"""
MODE = 0o700


@contextmanager
def guarded(folder: Path) -> Iterator[Path]:
    """Make a folder that only we may read, and remove it with the block, or with this process."""
    folder.mkdir(mode=MODE)
    try:
        with gone_with_us(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def gone_with_us(folder: Path) -> Iterator[None]:
    """Remove the folder where this process does not live to see the end of the block.

    A server of PostgreSQL that finds its folder gone stops by itself within a minute.
    """
    janitor = subprocess.Popen(
        ["/bin/sh", "-c", JANITOR, str(folder.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Ctrl-C is for us alone.
        start_new_session=True,
    )
    try:
        yield
    finally:
        janitor.kill()
        janitor.communicate()
