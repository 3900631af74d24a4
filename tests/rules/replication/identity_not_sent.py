"""MS828: the key by another name, against another column by another name."""

from __future__ import annotations

from django.db import migrations

from tests.rules import replicated

witness = replicated.witness


class KeyRenamed(migrations.Migration):
    operations = [
        migrations.RenameField("visit", "id", "number"),  # expect: MS828
    ]


class ColumnRenamed(migrations.Migration):
    operations = [
        migrations.RenameField("visit", "minutes", "duration"),
    ]
