"""One file of a folder: packed, encrypted and hashed on the way to the disk, and back again."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

from migration_safety.databases.postgresql.backup.encryption import Encryption
from migration_safety.errors import BackupError

CHUNK = 1 << 20
PIPE = subprocess.PIPE


class Hashing:
    """A file that is written and hashed at once, readable by us alone."""

    def __init__(self, path: Path) -> None:
        self.digest = hashlib.sha256()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.file: IO[bytes] = os.fdopen(descriptor, "wb")

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        return self.file.write(piece)

    def close(self) -> None:
        """Wait until it is on the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


def pack(folder: Path, path: Path, how: Encryption) -> str:
    """Write the folder's files into one file; the SHA-256 of what was meant to be written.

    Raises BackupError, and OSError where the disk is full.
    """
    target = Hashing(path)
    try:
        with _encrypted(target, how) as sink, tarfile.open(mode="w|", fileobj=sink) as tar:
            for each in sorted(folder.iterdir()):
                tar.add(each, each.name)
        target.close()
    except BaseException:
        path.unlink(missing_ok=True)
        # What is still to be written finds the disk as full as before.
        with suppress(OSError):
            target.file.close()
        raise
    return target.digest.hexdigest()


def unpack(path: Path, folder: Path, how: Encryption) -> None:
    """Decrypt a packed file into a folder.  Raises BackupError."""
    with path.open("rb") as file:
        if not how.decrypt:
            _extract(file, folder)
            return
        with subprocess.Popen(
            how.decrypt, stdin=file, stdout=PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout
            _extract(process.stdout, folder)
            process.stdout.read()
            if process.wait() != 0:
                raise BackupError(f"{how.program} does not decrypt the backup that it encrypted.")


def checksum(path: Path) -> str:
    """SHA-256 of the file as the disk has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _extract(file: Any, folder: Path) -> None:
    try:
        with tarfile.open(mode="r|", fileobj=file) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("The packed backup cannot be unpacked: it is damaged.") from error


@contextmanager
def _encrypted(target: Hashing, how: Encryption) -> Iterator[Any]:
    """Something to write to; what is written comes encrypted to the target."""
    if not how.encrypt:
        yield target
        return
    with subprocess.Popen(
        how.encrypt, stdin=PIPE, stdout=PIPE, stderr=subprocess.DEVNULL
    ) as process:
        carrier = Carrier(process, target)
        carrier.start()
        assert process.stdin
        broken = False
        try:
            yield process.stdin
            process.stdin.close()
        except BrokenPipeError:
            # It has a reason, which is told below; to end well is none.
            broken = True
            _let_go(process.stdin)
        except BaseException:
            process.kill()
            _let_go(process.stdin)
            raise
        finally:
            carrier.join()
    if carrier.failure:
        raise carrier.failure
    if broken or process.returncode != 0:
        raise BackupError(
            f"{how.program} has ended with status {process.returncode}.",
            "Nothing of the backup is left. Run the command again.",
        )


def _let_go(pipe: IO[bytes]) -> None:
    """What is left to be written goes nowhere."""
    with suppress(BrokenPipeError):
        pipe.close()


class Carrier(Thread):
    """Carries what the program writes to the target, while it is being fed."""

    def __init__(self, process: subprocess.Popen[bytes], target: Hashing) -> None:
        super().__init__(daemon=True)
        self.process, self.target = process, target
        self.failure: OSError | None = None

    def run(self) -> None:
        assert self.process.stdout
        try:
            while piece := self.process.stdout.read(CHUNK):
                self.target.write(piece)
        except OSError as error:
            self.failure = error
            # Who feeds it would wait for ever.
            self.process.kill()
