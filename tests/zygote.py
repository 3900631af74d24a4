"""A process that has imported what our commands import, and forks for each that is asked for.

Asked with a message of `tests.processes` on the socket whose number it is given; it ends when
nobody holds the other end any more.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path

import factory.random
import faker.generator

ROOT = str(Path(__file__).resolve().parent.parent)
COMMANDS = ("check_migration_safety", "plan_blue_green", "seed_volume_data", "test_rollback")
MESSAGE = 1 << 18


def serve(channel: socket.socket) -> tuple[dict[str, str], list[str]]:
    """Returns in each process that is to become a command: its environment and arguments."""
    while True:
        message, inherited, _, _ = socket.recv_fds(channel, MESSAGE, 3)
        if not message:
            os._exit(0)
        if not os.fork():
            channel.close()
            asked = json.loads(message)
            _watch(*inherited, deadline=asked["deadline"])
            os.chdir(asked["folder"])
            return asked["environ"], asked["arguments"]
        for descriptor in inherited:
            os.close(descriptor)
        _bury()


def _watch(stdout: int, stderr: int, status: int, *, deadline: int) -> None:
    """Returns in the command; its parent stays, to tell how it ended."""
    command = os.fork()
    if not command:
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        for descriptor in (stdout, stderr, status):
            os.close(descriptor)
        return
    for descriptor in (stdout, stderr):
        os.close(descriptor)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(command, signal.SIGKILL))
    signal.alarm(deadline)
    _, ended = os.waitpid(command, 0)
    os.write(status, str(os.waitstatus_to_exitcode(ended)).encode())
    os._exit(0)


def _bury() -> None:
    """Watchers that have ended; without any there is nobody to wait for."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def become(environ: dict[str, str], arguments: list[str], paths: list[str]) -> None:
    """The interpreter as it is at the start of a script, but for what is imported already."""
    os.environ.clear()
    os.environ.update(environ)
    given = environ.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:] = [str(Path.cwd()), *filter(None, given), *paths]
    sys.dont_write_bytecode = bool(environ.get("PYTHONDONTWRITEBYTECODE"))
    sys.argv[:] = arguments
    # Seeded when they were imported.
    for generator in (factory.random.randgen, faker.generator.random):
        generator.seed()


if __name__ == "__main__":
    # Without the folder of this script, and without PYTHONPATH, which was not given.
    plain = sys.path[1:]
    sys.path[:] = [ROOT, *plain]
    for name in COMMANDS:
        import_module(f"migration_safety.management.commands.{name}")
    gc.freeze()
    become(*serve(socket.socket(fileno=int(sys.argv[1]))), plain)
    runpy.run_path(sys.argv[0], run_name="__main__")
