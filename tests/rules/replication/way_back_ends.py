"""MS824: rows rewritten in place, against a column that blue does not have."""

from __future__ import annotations

from django.db import migrations, models

from tests.rules import replicated

witness = replicated.witness


class RewrittenInPlace(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_person SET code = upper(code)"),  # expect: MS824
    ]


class OneMoreColumn(migrations.Migration):
    operations = [
        migrations.AddField("person", "phone", models.CharField(max_length=20, null=True)),
    ]
