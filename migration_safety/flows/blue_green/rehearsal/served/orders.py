"""What a process of the application is told by its environment."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

VARIABLE = "MIGRATION_SAFETY_REHEARSED"


@dataclass(frozen=True, slots=True)
class Orders:
    """`settings` is the project's module of settings.

    `database` is the entry for `alias`; `tables` are those whose models are read and saved.
    `without` are migrations (app, name) that the models do not know yet; without any, they are
    those of the code itself.  `gate`: requests go through that of the database.
    """

    settings: str
    alias: str
    database: Mapping[str, Any] = field(repr=False)
    tables: tuple[str, ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    gate: bool = True

    def environment(self) -> dict[str, str]:
        """For the process that is to obey."""
        return {VARIABLE: json.dumps(asdict(self), default=str)}


def given() -> Orders:
    """Those of this process."""
    values = json.loads(os.environ[VARIABLE])
    without = tuple((app, name) for app, name in values.pop("without"))
    return Orders(**{**values, "tables": tuple(values["tables"])}, without=without)
