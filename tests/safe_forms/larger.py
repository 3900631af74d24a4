"""The safe forms that take several releases, or tables of their own."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models, transaction

NAMED = models.CheckConstraint(condition=~models.Q(name=""), name="tenant_named")
NOOP = migrations.RunSQL.noop
CONCURRENTLY = 'CREATE UNIQUE INDEX CONCURRENTLY "entry_pkey" ON "entry" ("id")'


class Tables(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE log (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);"
            "CREATE TABLE log_2026 PARTITION OF log "
            "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
            "CREATE TABLE log_2027 (LIKE log);"
            "INSERT INTO log_2027 SELECT i, date '2027-01-01' + i % 365 "
            "FROM generate_series(0, 2999) AS i;"
            "CREATE TABLE entry (id bigint NOT NULL, note text);"
            "INSERT INTO entry SELECT i, 'note' FROM generate_series(1, 3000) AS i",
            "DROP TABLE entry; DROP TABLE log; DROP TABLE log_2027",
        ),
    ]


class PartitionChecked(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log_2027 ADD CONSTRAINT log_2027_bounds "
            "CHECK (day >= '2027-01-01' AND day < '2028-01-01') NOT VALID",
            "ALTER TABLE log_2027 DROP CONSTRAINT log_2027_bounds",
        ),
    ]


class PartitionValidated(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE log_2027 VALIDATE CONSTRAINT log_2027_bounds", NOOP),
    ]


class PartitionAttached(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log ATTACH PARTITION log_2027 "
            "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
            "ALTER TABLE log DETACH PARTITION log_2027",
        ),
    ]


class PartitionMadeBeside(migrations.Migration):
    operations = [
        migrations.RunSQL(
            [
                "CREATE TABLE log_2028 (LIKE log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
                "ALTER TABLE log ATTACH PARTITION log_2028 "
                "FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
            ],
            "DROP TABLE log_2028",
        ),
    ]


class PartitionDetached(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log DETACH PARTITION log_2028 CONCURRENTLY",
            "ALTER TABLE log ATTACH PARTITION log_2028 "
            "FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
        ),
    ]


class PrimaryKeyIndexed(migrations.Migration):
    atomic = False
    operations = [migrations.RunSQL(CONCURRENTLY, 'DROP INDEX CONCURRENTLY "entry_pkey"')]


class PrimaryKeyUsingIndex(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE entry ADD CONSTRAINT entry_pkey PRIMARY KEY USING INDEX entry_pkey",
            "ALTER TABLE entry DROP CONSTRAINT entry_pkey",
        ),
    ]


class TypeBesideTheOld(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD COLUMN minutes_new bigint",
            "ALTER TABLE people_visit DROP COLUMN minutes_new",
        ),
        migrations.RunSQL(
            "CREATE FUNCTION minutes_copy() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.minutes_new := NEW.minutes; RETURN NEW; END $$",
            "DROP FUNCTION minutes_copy()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER minutes_copy BEFORE INSERT OR UPDATE ON people_visit "
            "FOR EACH ROW EXECUTE FUNCTION minutes_copy()",
            "DROP TRIGGER minutes_copy ON people_visit",
        ),
    ]


def copy(apps, schema_editor):
    """Each row in a batch with others, in a transaction of the batch's own."""
    alias = schema_editor.connection.alias
    rows = apps.get_model("people", "Visit").objects.using(alias)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:1000])
    while batch:
        with transaction.atomic(using=alias):
            rows.filter(pk__in=batch).update(minutes=models.F("minutes"))
        batch = list(keys.filter(pk__gt=batch[-1])[:1000])


class FilledInBatches(migrations.Migration):
    atomic = False
    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]


class TypeFollowedByNotNull(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_visit ADD CONSTRAINT minutes_new_set "
            "CHECK (minutes_new IS NOT NULL) NOT VALID",
            "ALTER TABLE people_visit DROP CONSTRAINT minutes_new_set",
        ),
    ]


class TypeProvenNotNull(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_visit VALIDATE CONSTRAINT minutes_new_set", NOOP),
    ]


class TypeSwapped(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("visit", "minutes", models.BigIntegerField(default=0)),
            ],
            database_operations=[
                migrations.RunSQL(
                    [
                        "DROP TRIGGER minutes_copy ON people_visit",
                        "ALTER TABLE people_visit ALTER COLUMN minutes_new SET NOT NULL",
                        "ALTER TABLE people_visit ALTER COLUMN minutes DROP NOT NULL",
                        "ALTER TABLE people_visit RENAME COLUMN minutes TO minutes_old",
                        "ALTER TABLE people_visit RENAME COLUMN minutes_new TO minutes",
                    ],
                    NOOP,
                ),
            ],
        ),
    ]


class ColumnForgotten(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("person", "notes")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE people_person ALTER COLUMN notes DROP NOT NULL",
                    NOOP,
                ),
            ],
        ),
    ]


class ColumnDropped(migrations.Migration):
    operations = [migrations.RunSQL("ALTER TABLE people_person DROP COLUMN notes", NOOP)]


class CheckOnAColumn(migrations.Migration):
    operations = [AddConstraintNotValid("tenant", NAMED)]


class WidenedWithoutTheCheck(migrations.Migration):
    operations = [
        migrations.RemoveConstraint("tenant", "tenant_named"),
        migrations.AlterField("tenant", "name", models.CharField(max_length=150)),
        AddConstraintNotValid("tenant", NAMED),
    ]


class CheckedAgain(migrations.Migration):
    operations = [ValidateConstraint("tenant", "tenant_named")]
