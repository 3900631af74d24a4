"""The file of a plan, as whoever runs it reads it: unedited, and of the migrations at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.document import SCHEMA, digest, restored
from migration_safety.errors import PlanError
from migration_safety.reading.graph.revision import revision

AGAIN = "Plan again: manage.py plan_blue_green --output-dir DIR."


def read_deployment(path: Path) -> Deployment:
    """The deployment that plan_blue_green wrote.

    Raises PlanError where the file cannot be read, is no plan, was edited, or was made of other
    migrations than those on disk now.
    """
    found = _deployment(path, _values(path))
    if found.revision != revision():
        raise PlanError(
            f"'{path}' was made of other migrations than those on disk now.",
            f"Run the revision that it was made of, or plan again. {AGAIN}",
        )
    return found


def _deployment(path: Path, values: Any) -> Deployment:
    try:
        found = restored(values["deployment"])
    except (ValueError, TypeError, KeyError) as error:
        raise PlanError(f"'{path}' is no plan of this version: {error}.", AGAIN) from error
    if found.digest != digest(found):
        raise PlanError(f"'{path}' was edited: its content does not fit its hash.", AGAIN)
    return found


def _values(path: Path) -> Any:
    try:
        values = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PlanError(f"The plan '{path}' cannot be read: {error.strerror}.", AGAIN) from error
    except ValueError as error:
        raise PlanError(f"'{path}' is no JSON: {error}.", AGAIN) from error
    if not isinstance(values, dict) or values.get("schema") != SCHEMA:
        raise PlanError(f"'{path}' is no plan: it is not of the schema {SCHEMA}.", AGAIN)
    return values
