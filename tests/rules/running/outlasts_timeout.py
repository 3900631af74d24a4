"""MS610: an estimate above a timeout that is in force, against one below it, or no timeout."""

from dataclasses import replace

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from migration_safety.core.plan import Migration, Plan
from migration_safety.core.price.estimate import Estimate

TIMEOUTS = {"statement_timeout": 30_000, "transaction_timeout": 100_000}
SECONDS = {"TakesLonger": (45.0, 80.0), "MayTakeLonger": (20.0, 40.0), "Together": (5.0, 28.0)}


class TakesLonger(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS610
            "person", "id", models.BigAutoField(primary_key=True)
        ),
    ]


class MayTakeLonger(migrations.Migration):
    operations = [
        migrations.AddIndex(  # expect: MS610
            "visit", models.Index(fields=["minutes"], name="visit_minutes")
        ),
    ]


class Together(migrations.Migration):
    operations = [
        migrations.AddIndex("visit", models.Index(fields=["at"], name="visit_at")),
        migrations.AddIndex("visit", models.Index(fields=["at", "minutes"], name="visit_at2")),
        migrations.AddIndex("visit", models.Index(fields=["minutes", "at"], name="visit_at3")),
        migrations.AddIndex(  # expect: MS610
            "visit", models.Index(fields=["person", "at"], name="visit_person_at")
        ),
    ]


class Unlimited(migrations.Migration):
    operations = [
        migrations.RunSQL(
            ["SET LOCAL statement_timeout = 0", "SET LOCAL transaction_timeout = 0"],
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex("person", models.Index(fields=["born"], name="person_born")),
    ]


class Concurrently(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["email"], name="person_email")),
    ]


class NotEstimated(migrations.Migration):
    operations = [
        migrations.AddIndex("tag", models.Index(fields=["name"], name="tag_name")),
    ]


def witness(plan: Plan) -> Plan:
    """What --estimate would have measured."""
    return replace(plan, migrations=tuple(map(estimated, plan.migrations)))


def estimated(migration: Migration) -> Migration:
    low, high = SECONDS.get(migration.name, (45.0, 80.0))
    estimate = None if migration.name == "NotEstimated" else Estimate(low, high, 40_000_000)
    steps = tuple(
        replace(
            step,
            statements=tuple(
                replace(each, estimate=estimate if any(e.works for e in each.effects) else None)
                for each in step.statements
            ),
        )
        for step in migration.steps
    )
    return replace(migration, steps=steps)
