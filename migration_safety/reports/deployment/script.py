"""deploy_blue_green_migration.sh: one step a line, for three in the morning."""

from __future__ import annotations

from collections.abc import Iterator

from migration_safety.core.deployment.deployment import Deploy, Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.reports.deployment.engine import rendered
from migration_safety.reports.deployment.stages import SWITCHING

NAME = "deploy_blue_green_migration.sh"


def render(deployment: Deployment, plan: str, alias: str) -> str:
    """`plan` is the name of the plan's file, beside which the script lies; `alias` is blue's.

    Empty where there is nothing to run: what is refused, or has to be edited first.
    """
    if deployment.strategy.replicates:
        return rendered("run.sh", facts(deployment, plan, alias))
    runs = deployment.strategy is Strategy.IN_PLACE and (deployment.works or deployment.overridden)
    return rendered("in_place.sh", facts(deployment, plan, alias)) if runs else ""


def facts(deployment: Deployment, plan: str, alias: str) -> dict[str, object]:
    """What the templates show."""
    return {
        "made": deployment,
        "plan": plan,
        "alias": alias,
        "name": NAME,
        "switching": SWITCHING,
        "gate": deployment.strategy is Strategy.GATE,
        "deploys": [(each, list(migrations(deployment, each))) for each in deployment.deploys],
    }


def migrations(deployment: Deployment, deploy: Deploy) -> Iterator[tuple[str, str, bool]]:
    """App, name, and whether it runs in one transaction, in the order in which they run."""
    leisurely = {(each.app, each.migration) for each in deployment.operations if not each.atomic}
    for label in (*deploy.before, *deploy.after):
        app, _, name = label.partition(".")
        yield app, name, (app, name) not in leisurely
