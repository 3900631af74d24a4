"""MS826: a default that Django takes away, against one that stays."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


class DefaultInPython(migrations.Migration):
    operations = [
        migrations.AddField("person", "level", models.IntegerField(default=3)),  # expect: MS826
        migrations.RenameField("person", "code", "key"),  # expect: MS826
    ]


class DefaultInTheDatabase(migrations.Migration):
    operations = [
        migrations.AddField("person", "rank", models.IntegerField(db_default=3)),
    ]
