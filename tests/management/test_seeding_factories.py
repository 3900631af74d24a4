"""A factory that raises or gives a value that is none: named, with the field, before a row."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest

from civicpulse.database import from_url
from tests.project import project

MODELS = """
from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=10)
    made = models.DateField()
"""
FACTORIES = """
import factory

from shop.models import Item


class ItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Item

    {line}
"""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (
            "name = factory.LazyAttribute(lambda item: 1 / 0)",
            "shop.factories.ItemFactory fails for 'name': ZeroDivisionError: division by zero.",
        ),
        ("made = None", "shop.factories.ItemFactory gives shop.Item.made a NoneType"),
        ("name = 'x' * 11", "shop.factories.ItemFactory gives shop.Item.name a str"),
        ("nmae = 'x'", "shop.factories.ItemFactory fails: TypeError: Item() got unexpected"),
        ("name = factory.LazyAttribute(lambda item: exit(3))", "ended the command with sys.exit()"),
        ("import nowhere", "The factories of shop.factories cannot be imported"),
    ],
)
def test_a_bad_factory_is_named_and_nothing_is_written(
    tmp_path: Path, database_url: str, line: str, says: str
) -> None:
    shop = project(tmp_path, database=from_url(database_url))
    shutil.rmtree(tmp_path / "shop" / "migrations")
    (tmp_path / "shop" / "models.py").write_text(MODELS)
    (tmp_path / "shop" / "factories.py").write_text(FACTORIES.format(line=line))
    assert shop.run("migrate", "--run-syncdb").returncode == 0
    name = from_url(database_url)["NAME"]
    done = shop.run("seed_volume_data", "--rows", "shop.Item=300", "--confirm", str(name))
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert says in said
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM shop_item").fetchone() == (0,)
        assert connection.execute("SELECT to_regclass('migration_safety.run')").fetchone() == (
            None,
        )
