"""MS823: SQL that is not known from its text, against one that is."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


class Anything(migrations.Migration):
    operations = [
        migrations.RunSQL("DO $$ BEGIN PERFORM 1; END $$"),  # expect: MS823
    ]


class Known(migrations.Migration):
    operations = [
        migrations.RunSQL("COMMENT ON TABLE people_person IS 'people'"),
        migrations.AddField("person", "phone", models.CharField(max_length=20, null=True)),
    ]
