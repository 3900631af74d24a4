"""MS827: a primary key that is dropped, against one that is replaced."""

from __future__ import annotations

from django.db import migrations

from tests.rules import replicated

witness = replicated.witness


class KeyDropped(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS827
            "ALTER TABLE people_visit DROP CONSTRAINT people_visit_pkey"
        ),
    ]


class KeyReplaced(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE people_tag DROP CONSTRAINT people_tag_pkey CASCADE"),
        migrations.RunSQL("ALTER TABLE people_tag ADD PRIMARY KEY (name)"),
    ]
