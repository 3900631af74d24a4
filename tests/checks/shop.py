"""A shop of one app with a history, on a database that a test breaks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from civicpulse.database import from_url
from tests.project import Project, project

MODELS = """
from django.db import models


class Shelf(models.Model):
    code = models.CharField(max_length=20)


class Item(models.Model):
    name = models.CharField(max_length=50)
    amount = models.IntegerField(default=0)
    shelf = models.ForeignKey(Shelf, models.CASCADE)
    loose = models.ForeignKey(
        Shelf, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="amount_positive")
        ]
"""
INITIAL = """
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            "Shelf",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True,
                    verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            "Item",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True,
                    verbose_name="ID")),
                ("name", models.CharField(max_length=50)),
                ("amount", models.IntegerField(default=0)),
                ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE)),
                ("loose", models.ForeignKey("shop.Shelf", models.DO_NOTHING, null=True,
                    db_constraint=False, related_name="+")),
            ],
        ),
        migrations.AddConstraint("item", models.CheckConstraint(
            condition=models.Q(amount__gte=0), name="amount_positive")),
    ]
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """The project, and the URL of its database."""

    project: Project
    url: str

    def run(self, *statements: str) -> None:
        """Change the database behind Django's back."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def report(self, *options: str) -> dict[str, Any]:
        """What the command reports, whatever its verdict."""
        options = ("--format", "json", "--fail-on", "never", "--allow-empty", *options)
        done = self.project.check(*options)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def checks(self, *options: str) -> dict[str, dict[str, Any]]:
        """Its checks by name."""
        return {each["name"]: each for each in self.report(*options)["checks"]}


def shop(folder: Path, url: str, **migrations: str) -> Shop:
    """A shop whose first migration is applied; `migrations` come after it."""
    it = project(folder, migrations, database=from_url(url))
    (folder / "shop/models.py").write_text(MODELS, encoding="utf-8")
    (folder / "shop/migrations/0001_initial.py").write_text(INITIAL, encoding="utf-8")
    done = it.run("migrate", "shop", "0001")
    assert done.returncode == 0, done.stderr
    return Shop(it, url)
