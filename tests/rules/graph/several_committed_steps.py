"""MS703: several steps that commit one by one, against one, or steps that may be repeated."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


def index(field):
    return models.Index(fields=[field], name=f"person_{field}_idx")


class Several(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", index("born")),
        AddIndexConcurrently("person", index("age")),  # expect: MS703
        AddIndexConcurrently("person", index("email")),
    ]


class OneOperationOfTwo(migrations.Migration):
    atomic = False
    operations = [
        migrations.AddField(  # expect: MS703
            "visit", "tag", models.ForeignKey("people.Tag", models.CASCADE, null=True)
        ),
    ]


class One(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL("SET lock_timeout = 0"),
        AddIndexConcurrently("person", index("seen_at")),
        migrations.RunSQL("RESET lock_timeout"),
        migrations.RunSQL("UPDATE people_person SET age = 0 WHERE age IS NULL"),
    ]


class Repeatable(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS person_seen_at_idx",
                "CREATE INDEX CONCURRENTLY person_seen_at_idx ON people_person (seen_at)",
            ]
        ),
    ]


class Atomic(migrations.Migration):
    operations = [
        migrations.AddIndex("person", index("balance")),
        migrations.AddIndex("person", index("visits")),
    ]
