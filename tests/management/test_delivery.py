"""Reports are written whole or not at all, whatever the file system does."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import OutputWrapper

from migration_safety.errors import OutputError
from migration_safety.management.delivery import say, writable, write_files, write_out

FULL = Path("/dev/full")


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow beyond 1 kB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_leaves_neither_new_nor_broken_files(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.md"
    first.write_text("old")
    with pytest.raises(OutputError, match="No report was written"):
        write_files({first: "new", second: "x" * 5000})
    assert first.read_text() == "old"
    assert list(tmp_path.iterdir()) == [first]


def test_a_file_keeps_its_mode_and_a_link_its_place(tmp_path: Path) -> None:
    target, link = tmp_path / "report.json", tmp_path / "link.json"
    target.write_text("old")
    target.chmod(mode := 0o640)
    link.symlink_to(target)
    write_files({link: "new"})
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == mode


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    usual, report = tmp_path / "usual", tmp_path / "report.json"
    usual.touch()
    write_files({report: "new"})
    assert report.stat().st_mode == usual.stat().st_mode


def test_a_pipe_is_refused_early(tmp_path: Path) -> None:
    pipe = tmp_path / "report.json"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="not a regular file"):
        writable([pipe])


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_standard_output_is_said() -> None:
    with FULL.open("w") as stream, pytest.raises(OutputError, match="standard output"):
        write_out("report", OutputWrapper(stream))


def test_a_reader_who_leaves_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        write_out("report", OutputWrapper(stream))


def test_a_narrow_encoding_loses_marks_and_not_the_report(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="ascii") as stream:
        write_out("naïve ──", OutputWrapper(stream))
    assert (tmp_path / "out").read_text().strip() == "na?ve --"


def test_a_reader_who_has_gone_does_not_end_what_goes_on() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        say("fencing", OutputWrapper(stream))
        say("committed", OutputWrapper(stream))
