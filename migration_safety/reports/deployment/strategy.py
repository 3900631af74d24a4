"""The plan of a deployment as JSON: docs/blue_green_strategy.schema.json describes it."""

from __future__ import annotations

import json

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.document import SCHEMA, plain


def render(deployment: Deployment) -> str:
    """ASCII, and indented: people read it, and `diff` compares two.

    It does not say when it was written, only its file's name does: same input, same text.
    """
    return json.dumps({"schema": SCHEMA, "deployment": plain(deployment)}, indent=2) + "\n"
