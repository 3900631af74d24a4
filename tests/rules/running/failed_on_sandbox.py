"""MS606: what a server refused, against what it ran and what was foreseen."""

from dataclasses import replace

from django.db import migrations

from migration_safety.core.plan import Plan

FAILS = ("missing", "CONCURRENTLY")


class Run(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE missing ADD COLUMN n integer"),  # expect: MS606
        migrations.RunSQL("ALTER TABLE people_tag ADD COLUMN n integer"),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY tag_n ON people_tag (n)"),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as a sandbox would have seen it."""
    migrations = []
    for migration in plan.migrations:
        steps = [
            replace(
                step,
                statements=tuple(
                    replace(each, error="relation does not exist (SQLSTATE 42P01)")
                    if any(word in each.sql for word in FAILS)
                    else each
                    for each in step.statements
                ),
            )
            for step in migration.steps
        ]
        migrations.append(replace(migration, steps=tuple(steps)))
    return replace(plan, migrations=tuple(migrations))
