"""MS232: SQL that SQLite refuses, against SQL that it takes."""

from dataclasses import replace

from django.db import migrations

from migration_safety.core.operations.remake import Remake
from migration_safety.core.plan import Migration, Plan

SEEN = {
    "OfPostgreSQL": Remake(refused='near "ALTER": syntax error'),
}


class OfPostgreSQL(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS232
            "ALTER TABLE people_tag ALTER COLUMN name DROP NOT NULL", migrations.RunSQL.noop
        ),
    ]


class OfBoth(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE INDEX tag_name ON people_tag (name)", "DROP INDEX tag_name"),
    ]


def witness(plan: Plan) -> Plan:
    """The plan as a database of SQLite would have seen it."""
    return replace(plan, migrations=tuple(seen(each) for each in plan.migrations))


def seen(migration: Migration) -> Migration:
    steps = (replace(each, remake=SEEN.get(migration.name)) for each in migration.steps)
    return replace(migration, steps=tuple(steps))
