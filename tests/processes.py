"""Our commands in processes of their own that need not import everything again."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import cycle
from pathlib import Path

ZYGOTE = Path(__file__).parent / "zygote.py"
DEADLINE = 300

Run = subprocess.CompletedProcess[str]


def manage(arguments: tuple[str, ...], *, folder: Path, environ: Mapping[str, str]) -> Run:
    """`manage.py` of that folder with these arguments; standard error and output are pipes.

    The process is a fork of one that has imported Django and us: its environment, folder,
    descriptors and end are its own.  For what only a fresh interpreter shows, start one.
    """
    message = {
        "arguments": ["manage.py", *arguments],
        "folder": str(folder),
        "environ": dict(environ),
        "deadline": DEADLINE,
    }
    pipes = [os.pipe() for _ in range(3)]
    with ThreadPoolExecutor(len(pipes)) as pool:
        reading = [pool.submit(_read, descriptor) for descriptor, _ in pipes]
        written = [descriptor for _, descriptor in pipes]
        try:
            socket.send_fds(next(_zygotes()), [json.dumps(message).encode()], written)
        finally:
            for descriptor in written:
                os.close(descriptor)
        stdout, stderr, status = (each.result() for each in reading)
    return subprocess.CompletedProcess(["manage.py", *arguments], int(status), stdout, stderr)


@cache
def channel() -> int:
    """The descriptor of a zygote's channel, for processes that inherit it: see `tests.forked`."""
    return next(_zygotes()).fileno()


def _read(descriptor: int) -> str:
    with open(descriptor, encoding="utf-8") as stream:
        return stream.read()


@cache
def _zygotes() -> Iterator[socket.socket]:
    """Two, asked in turn: what one run and the next hash and draw differs, as it should."""
    return cycle([_zygote(), _zygote()])


def _zygote() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, ZYGOTE, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
    atexit.register(_end, process, ours)
    return ours


def _end(process: subprocess.Popen[bytes], channel: socket.socket) -> None:
    channel.close()
    process.wait(DEADLINE)
