"""environment.template, and what proxies are given: addresses of a deployment, and no secret."""

from __future__ import annotations

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.reports.deployment.engine import rendered

NAME = "environment.template"


def render(deployment: Deployment) -> str:
    """The variables that a run reads; lines to fill in are comments."""
    gate = deployment.strategy is Strategy.GATE
    return rendered("environment.template", {"made": deployment, "gate": gate})
