"""What a crash of the machine leaves of a cluster that never waits for its disk: nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

# Another at each start of the kernel; containers share their host's.
BOOT = Path("/proc/sys/kernel/random/boot_id")


def discard_after_crash(cluster: Path) -> None:
    """Empty the folder of a cluster whose server ran when the machine went down.

    With fsync off its files may hold anything then, templates included.  A server that was
    merely killed has left them with the kernel, which keeps them: that is told apart by
    the boot that is noted beside the folder.  Where the system names no boot, nothing is done.
    """
    noted = cluster.with_name(f".{cluster.name}.boot")
    boot = BOOT.read_text() if BOOT.exists() else ""
    before = noted.read_text() if noted.exists() else boot
    if before != boot and (cluster / "postmaster.pid").exists():
        for path in cluster.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not noted.exists() or before != boot:
        noted.write_text(boot)
