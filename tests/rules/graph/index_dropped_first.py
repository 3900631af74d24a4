"""MS706: a gap between two indexes, against an order or a transaction without one."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

WIDER = models.Index(fields=["name", "born"], name="person_name_born_idx")


class Gap(migrations.Migration):
    atomic = False
    operations = [
        RemoveIndexConcurrently("person", "person_name_idx"),  # expect: MS706
        AddIndexConcurrently("person", WIDER),
    ]


class BuiltFirst(migrations.Migration):
    atomic = False
    operations = [
        AddIndexConcurrently("person", models.Index(fields=["name"], name="person_name_idx")),
        RemoveIndexConcurrently("person", "person_name_born_idx"),
        AddIndexConcurrently("person", models.Index(fields=["age"], name="person_age_idx")),
    ]


class WhatAFailedBuildLeft(migrations.Migration):
    atomic = False
    operations = [
        migrations.RunSQL(
            [
                "DROP INDEX CONCURRENTLY IF EXISTS person_age_idx",
                "CREATE INDEX CONCURRENTLY person_age_idx ON people_person (age)",
            ]
        ),
    ]


class OneTransaction(migrations.Migration):
    operations = [
        migrations.RemoveIndex("person", "person_name_idx"),
        migrations.AddIndex("person", WIDER),
    ]
