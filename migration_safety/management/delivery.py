"""Reports reach their readers: files whole or not at all, standard output alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.base import OutputWrapper

from migration_safety.errors import OutputError

# For a terminal that knows ASCII alone.
PLAIN = {ord("─"): "-", ord("…"): "..."}
NAME_ANOTHER = "Name another file."


def writable(paths: Iterable[Path]) -> None:
    """Refuse what cannot be written before the long work starts."""
    for path in paths:
        try:
            _refuse(path)
        except OSError as error:
            raise OutputError(f"Cannot write '{path}': {error.strerror}.", NAME_ANOTHER) from error


def _refuse(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"'{path}' is a folder.", "Name a file in it.")
    if path.exists() and not path.is_file():
        raise OutputError(f"'{path}' is not a regular file.", NAME_ANOTHER)
    folder = path.resolve().parent
    if not folder.is_dir():
        raise OutputError(f"The folder of '{path}' does not exist.", f"mkdir -p {path.parent}")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"The folder of '{path}' is read-only.", "Choose another folder.")


def write_files(texts: Mapping[Path, str]) -> None:
    """All of them or none: each is written beside its place and moved there at the end."""
    ready: dict[Path, Path] = {}
    try:
        for path, text in {path.resolve(): text for path, text in texts.items()}.items():
            ready[path] = _beside(path, text)
        for place, scratch in ready.items():
            scratch.replace(place)
    except OSError as error:
        names = ", ".join(map(str, texts))
        raise OutputError(
            f"Cannot write {names}: {error.strerror}.", "No report was written."
        ) from error
    finally:
        for scratch in ready.values():
            scratch.unlink(missing_ok=True)


def _beside(path: Path, text: str) -> Path:
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as file:
        scratch = Path(file.name)
        try:
            file.write(text)
            file.flush()
        except BaseException:
            scratch.unlink()
            raise
    scratch.chmod(_mode(path))
    return scratch


def _mode(path: Path) -> int:
    """The mode that the file has, or that a new one would get; temporary files are private."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def write_out(text: str, stream: OutputWrapper) -> None:
    """Standard output; a reader who has seen enough (`| head`) is no error."""
    if stream._out is None:  # as Python leaves it where the shell has closed it: `>&-`
        raise OutputError("Standard output is closed.", "Leave it open, or send it to /dev/null.")
    try:
        stream.write(_encodable(text, stream))
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        problem = f"Cannot write to standard output: {error.strerror}."
        raise OutputError(problem, "The report is incomplete.") from error


def say(line: str, stream: OutputWrapper) -> None:
    """A line of work that goes on, seen at once: whoever stops reading, or closes the terminal,
    does not end it."""
    try:
        stream.write(_encodable(line, stream))
        stream.flush()
    except OSError:
        _discard(stream)


def _encodable(text: str, stream: OutputWrapper) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def _discard(stream: OutputWrapper) -> None:
    # What is still buffered would be written at exit, and fail again with a traceback.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
