"""MS307: uniqueness that old code does not know, against renewed uniqueness and new columns."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class NewlyUnique(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS307
            "tag", "name", models.CharField(max_length=50, unique=True)
        ),
        migrations.AddConstraint(  # expect: MS307
            "visit",
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(minutes__gt=9), name="one_long_visit"
            ),
        ),
    ]


class BuiltConcurrently(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(  # expect: MS307
            "CREATE UNIQUE INDEX CONCURRENTLY person_email ON people_person (email)",
            "DROP INDEX CONCURRENTLY person_email",
        ),
        AddIndexConcurrently("person", models.Index(fields=["born"], name="born_idx")),
    ]


class FromTheIndex(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person ADD CONSTRAINT person_email UNIQUE USING INDEX person_email"
        ),
        migrations.AddIndex("person", models.Index(fields=["seen_at"], name="seen_idx")),
    ]


class Renewed(migrations.Migration):
    operations = [
        migrations.RemoveConstraint("person", "person_code_unique"),
        migrations.AddConstraint(
            "person",
            models.UniqueConstraint(fields=["tenant", "code"], name="person_code_once"),
        ),
    ]


class NewColumn(migrations.Migration):
    operations = [
        migrations.AddField(
            "person", "ref", models.CharField(max_length=9, null=True, unique=True)
        ),
        migrations.AddField("person", "slot", models.IntegerField(null=True)),
        migrations.AddConstraint(
            "person", models.UniqueConstraint(fields=["tenant", "slot"], name="one_slot")
        ),
    ]
