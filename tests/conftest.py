"""Loads the suite's plugins."""

from __future__ import annotations

# A plugin that another one imports comes before it.
pytest_plugins = [
    "tests.plugins.servers",
    "tests.plugins.bytecode",
    "tests.plugins.pairs",
    "tests.plugins.private_pairs",
    "tests.plugins.sandboxes",
    "tests.plugins.civic",
    "tests.plugins.signals",
    "tests.plugins.drawing",
]
