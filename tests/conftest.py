"""Loads the suite's plugins."""

from __future__ import annotations

pytest_plugins = [
    "tests.plugins.civic",
    "tests.plugins.sandboxes",
    "tests.plugins.servers",
    "tests.plugins.signals",
]
