"""The wrapper that Django makes for an alias that must not be reached."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend


def DatabaseWrapper(settings: dict[str, Any], alias: str) -> BaseDatabaseWrapper:
    """Called as Django calls the class of a backend: a wrapper of the alias's own, cut off.

    Whatever asks for the vendor, a feature or a quoted name is answered as ever.
    """
    engine: type[BaseDatabaseWrapper] = load_backend(settings["REFUSED_ENGINE"]).DatabaseWrapper
    refused: type[BaseDatabaseWrapper] = type("Refused", (settings["REFUSAL"], engine), {})
    return refused(settings, alias)
