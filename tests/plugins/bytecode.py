"""Bytecode for what tests start, kept for the run where it may not lie beside the sources."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.plugins.servers import CLUSTERS


def pytest_configure(config: pytest.Config) -> None:
    """Compiling takes a process that imports the commands as long as importing them.

    In workers, whose own imports are done: who starts nothing compiles nothing anew.
    """
    if sys.dont_write_bytecode and hasattr(config, "workerinput"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(os.environ[CLUSTERS]) / "bytecode")
