"""A plan that blue has overtaken: what it migrates on green was applied to blue since."""

from __future__ import annotations

from migration_safety.databases.postgresql.publishing.names import few
from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run

RECORD = "SELECT to_regclass('django_migrations') IS NOT NULL"
APPLIED = "SELECT app || '.' || name FROM django_migrations WHERE app || '.' || name = ANY(%s)"


def refuse_overtaken(run: Run) -> None:
    """Raises RefusedError: the columns of the plan are those of blue before, and what stands in
    others would not travel."""
    deploys = run.deployment.deploys
    planned = [label for each in deploys for label in (*each.before, *each.after)]
    blue = run.blue.connection
    if not planned or blue.execute(RECORD).fetchone() != (True,):
        return
    if found := sorted(label for (label,) in blue.execute(APPLIED, [planned])):
        raise RefusedError(
            f"Blue has {few(found)} already, which the plan applies to green.",
            "It was made of an older blue. Plan again: plan_blue_green --output-dir DIR.",
        )
