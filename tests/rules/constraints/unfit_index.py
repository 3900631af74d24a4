"""MS619: indexes that may become those of a constraint, and those that may not."""

from django.db import migrations

USE = "ALTER TABLE people_person ADD CONSTRAINT {0} UNIQUE USING INDEX {0}"


class Indexes(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            [
                "CREATE UNIQUE INDEX CONCURRENTLY fit ON people_person (email)",
                "CREATE INDEX CONCURRENTLY many ON people_person (email, born)",
                "CREATE UNIQUE INDEX CONCURRENTLY partly ON people_person (email) WHERE age > 3",
                "CREATE UNIQUE INDEX CONCURRENTLY lowered ON people_person (lower(email))",
            ],
            migrations.RunSQL.noop,
        ),
    ]


class Fit(migrations.Migration):
    operations = [migrations.RunSQL(USE.format("fit"), migrations.RunSQL.noop)]


class NotUnique(migrations.Migration):
    operations = [
        migrations.RunSQL(USE.format("many"), migrations.RunSQL.noop),  # expect: MS619
    ]


class WithACondition(migrations.Migration):
    operations = [
        migrations.RunSQL(USE.format("partly"), migrations.RunSQL.noop),  # expect: MS619
    ]


class OverAnExpression(migrations.Migration):
    operations = [
        migrations.RunSQL(USE.format("lowered"), migrations.RunSQL.noop),  # expect: MS619
    ]


class OfAnotherTable(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS619
            "ALTER TABLE people_visit ADD CONSTRAINT of_visit UNIQUE USING INDEX person_name_idx",
            migrations.RunSQL.noop,
        ),
    ]
