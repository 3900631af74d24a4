"""Where evidence comes from, as every report says it."""

from __future__ import annotations

import platform

import django

from migration_safety.core.report import Environment
from migration_safety.version import __version__


def environment(alias: str, version: str, *, vendor: str, witness: str) -> Environment:
    """`witness`: "predicted", "observed" or "both"; `version` is the server's."""
    return Environment(
        python=platform.python_version(),
        django=django.get_version(),
        tool=__version__,
        alias=alias,
        vendor=vendor,
        version=version,
        witness=witness,
    )
