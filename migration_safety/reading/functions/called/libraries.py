"""Python objects that a data migration meets: which are known, and what they stand for."""

from __future__ import annotations

import sys
import sysconfig
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps as todays_apps
from django.conf import settings
from django.db import connection, connections
from django.db.models import Model

from migration_safety.reading.functions.values import NOTHING, Connection, Kind, Known

PLACES = tuple(
    {str(Path(sysconfig.get_path(each)).resolve()) for each in ("stdlib", "purelib", "platlib")}
)


def lifted(it: Any) -> Any:
    """What an object that exists already stands for."""
    if isinstance(it, type) and issubclass(it, Model) and it is not Model:
        return _kind(it)
    if it is connection or (it.__class__ is type(connection)):
        return Connection(given=False)
    return Known(it)


def _kind(model: type[Model]) -> Any:
    if model._meta.abstract or todays_apps.all_models.get(model._meta.app_label) is None:
        return NOTHING
    return Kind((model._meta.app_label, model._meta.model_name or ""), historical=False)


def attribute(it: Any, name: str) -> Any:
    """An attribute, where asking for it runs nobody's code; None stands for "cannot be told"."""
    open_ones = isinstance(it, ModuleType | type | Enum) or it is settings
    if not open_ones:
        return None
    try:
        return lifted(getattr(it, name))
    except Exception:  # a module or class may do anything when it is asked
        return None


def imported(module: str, name: str = "") -> Any:
    """A module, or what it holds, as long as somebody has imported it already."""
    found = sys.modules.get(f"{module}.{name}" if name else module)
    holder = sys.modules.get(module)
    if name and holder is not None and hasattr(holder, name):
        return lifted(getattr(holder, name))
    return Known(found) if found is not None else NOTHING


@cache
def is_library(file: str) -> bool:
    """Whether code is installed, and not the project's own."""
    path = str(Path(file).resolve())
    return file.startswith("<") or "site-packages" in path or path.startswith(PLACES[0])


def is_connections(it: Any) -> bool:
    """Whether it is Django's connections by alias."""
    return it is connections
