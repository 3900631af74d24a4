"""MS821: a type that the text of blue cannot be read as, against one that it can."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


class TextBecomesNumber(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS821
            "ALTER TABLE people_person ALTER COLUMN code TYPE integer USING code::integer"
        ),
    ]


class NumberGrows(migrations.Migration):
    operations = [
        migrations.AlterField("person", "visits", models.BigIntegerField()),
        migrations.RemoveField("person", "born"),
    ]
