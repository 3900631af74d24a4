"""RUNBOOK.md: who does what, what is to be seen, and how to go back at each step."""

from __future__ import annotations

from collections.abc import Sequence

from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.deployment.verdict import Direction
from migration_safety.reports.deployment import script
from migration_safety.reports.deployment.engine import rendered
from migration_safety.reports.deployment.stages import STAGES, Stage
from migration_safety.reports.shell_filters import on

NAME = "RUNBOOK.md"
AGAIN = "python manage.py plan_blue_green --observe --output-dir DIR"
RUN = "python manage.py plan_blue_green --run {state} --plan {plan}"
STATUS = "python manage.py plan_blue_green --status --plan {plan}"


def render(
    deployment: Deployment, plan: str, alias: str, headline: str, files: Sequence[str]
) -> str:
    """`plan` is the name of the plan's file, `files` are those of the others; `alias` is blue's."""
    refused = deployment.strategy is Strategy.REFUSE
    return rendered(
        "RUNBOOK.md",
        script.facts(deployment, plan, alias)
        | {
            "headline": headline,
            "again": on(AGAIN, alias),
            "status": STATUS.format(plan=plan),
            "files": [each for each in files if each != NAME],
            "script": script.NAME if script.NAME in files else "",
            "replicates": deployment.strategy.replicates,
            "refused": refused,
            "edits": not (refused or deployment.strategy.replicates or script.NAME in files),
            "stages": [(each, on(command(deployment, plan, each), alias)) for each in STAGES],
            "reasons": reasons(deployment),
            "told": [
                (each, each.fate(Direction.FORWARD), each.fate(Direction.REVERSE))
                for each in deployment.operations
                if each.verdicts and not each.works
            ],
        },
    )


def command(deployment: Deployment, plan: str, stage: Stage) -> str:
    """What goes into a stage."""
    confirmed = f" --confirm {deployment.short}" if stage.last else ""
    return f"{RUN.format(state=stage.name, plan=plan)}{confirmed}"


def reasons(deployment: Deployment) -> list[str]:
    """Those that are not told again as an obstacle."""
    told = {f"{each.where}: {each.because}" for each in deployment.obstacles}
    return [each for each in deployment.reasons if each not in told]
