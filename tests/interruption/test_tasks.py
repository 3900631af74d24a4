"""Tasks that are interrupted, wherever that is."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer

import pytest

from migration_safety.interruption.tasks import Tasks
from tests.project import ROOT


def test_an_interruption_at_any_line_leaves_no_worker_that_waits_for_ever() -> None:
    program = [sys.executable, "-m", "tests.interruption.everywhere"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout) > 50


def test_what_was_cancelled_is_waited_for_where_it_runs_and_not_begun_where_it_waits() -> None:
    begun: list[int] = []
    go = Event()

    def work(number: int) -> None:
        begun.append(number)
        go.wait()

    with ThreadPoolExecutor(1) as pool:
        tasks: Tasks[None] = Tasks(pool)
        tasks.submit(work, 0)
        tasks.submit(work, 1)
        Timer(0.05, go.set).start()
        tasks.cancel()
    assert begun == [0]
    assert len(tasks) == 0


def test_the_error_of_a_task_is_raised_and_the_others_are_told() -> None:
    with ThreadPoolExecutor(1) as pool:
        tasks: Tasks[int] = Tasks(pool)
        for text in ("1", "x", "3"):
            tasks.submit(int, text)
        results = tasks.results()
        assert next(results) == 1
        with pytest.raises(ValueError, match="invalid literal"):
            next(results)
        assert list(tasks.results()) == [3]
