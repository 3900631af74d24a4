"""Each change in the form that leaves traffic alone, one after the other on the baseline."""

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import CASCADE, CheckConstraint, Index, Q, UniqueConstraint
from django.db.models.functions import Now

AGED = CheckConstraint(condition=Q(age__isnull=False), name="age_not_null")
YOUNG = CheckConstraint(condition=Q(age__lt=200), name="young")
FOREIGN_KEY = 'ALTER TABLE people_visit ADD CONSTRAINT visit_tag_fk FOREIGN KEY ("tag_id") '


class IndexConcurrently(migrations.Migration):
    atomic = False
    operations = [AddIndexConcurrently("person", Index(fields=["born"], name="born_idx"))]


class IndexDroppedConcurrently(migrations.Migration):
    atomic = False
    operations = [RemoveIndexConcurrently("person", "born_idx")]


class IndexRenamed(migrations.Migration):
    operations = [migrations.RenameIndex("person", "person_by_name", old_name="person_name_idx")]


class CheckNotValid(migrations.Migration):
    operations = [AddConstraintNotValid("person", YOUNG)]


class CheckValidated(migrations.Migration):
    operations = [ValidateConstraint("person", "young")]


class NotNullPrepared(migrations.Migration):
    operations = [AddConstraintNotValid("person", AGED)]


class NotNullProven(migrations.Migration):
    operations = [ValidateConstraint("person", "age_not_null")]


class NotNull(migrations.Migration):
    operations = [
        migrations.AlterField("person", "age", models.IntegerField()),
        migrations.RemoveConstraint("person", "age_not_null"),
    ]


class UniqueIndexConcurrently(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX CONCURRENTLY email_once ON people_person (email)",
            "DROP INDEX CONCURRENTLY email_once",
        ),
    ]


class UniqueUsingIndex(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    "person", UniqueConstraint(fields=["email"], name="email_once")
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE people_person ADD CONSTRAINT email_once "
                    "UNIQUE USING INDEX email_once",
                    "ALTER TABLE people_person DROP CONSTRAINT email_once",
                ),
            ],
        ),
    ]


class ForeignKeyWithoutConstraint(migrations.Migration):
    operations = [
        migrations.AddField(
            "visit",
            "tag",
            models.ForeignKey(
                "people.Tag", CASCADE, null=True, db_index=False, db_constraint=False
            ),
        ),
    ]


class ForeignKeyIndexed(migrations.Migration):
    atomic = False
    operations = [AddIndexConcurrently("visit", Index(fields=["tag"], name="visit_tag"))]


class ForeignKeyNotValid(migrations.Migration):
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "visit",
                    "tag",
                    models.ForeignKey("people.Tag", CASCADE, null=True, db_index=False),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"{FOREIGN_KEY} REFERENCES people_tag NOT VALID",
                    "ALTER TABLE people_visit DROP CONSTRAINT visit_tag_fk",
                ),
            ],
        ),
    ]


class ForeignKeyValidated(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_visit VALIDATE CONSTRAINT visit_tag_fk", migrations.RunSQL.noop
        ),
    ]


class NullableField(migrations.Migration):
    operations = [migrations.AddField("person", "phone", models.CharField(null=True))]


class FieldWithDefault(migrations.Migration):
    operations = [
        migrations.AddField("person", "visible", models.BooleanField(db_default=True)),
        migrations.AddField("person", "made", models.DateTimeField(db_default=Now())),
    ]


class Widened(migrations.Migration):
    operations = [
        migrations.AlterField("tag", "name", models.CharField(max_length=90)),
        migrations.AlterField("tag", "name", models.TextField()),
    ]


class DefaultChanged(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "status", models.CharField(max_length=10, db_default="fresh")
        ),
    ]


class StateAlone(migrations.Migration):
    operations = [
        migrations.AlterField("person", "notes", models.TextField(blank=True, help_text="free")),
        migrations.AlterModelOptions("person", {"ordering": ["name"]}),
    ]


class Described(migrations.Migration):
    operations = [
        migrations.AlterField("person", "notes", models.TextField(db_comment="free text")),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("code", models.SlugField(unique=True)),
                ("pages", models.PositiveIntegerField(default=1)),
                ("person", models.ForeignKey("people.Person", CASCADE)),
            ],
        ),
        migrations.AddIndex("letter", Index(fields=["pages"], name="pages_idx")),
        migrations.AddConstraint("letter", UniqueConstraint(fields=["pages"], name="once")),
    ]


class Batches(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            "UPDATE people_person SET phone = '' WHERE id BETWEEN 1 AND 1000",
            migrations.RunSQL.noop,
        ),
    ]
