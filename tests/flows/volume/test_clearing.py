"""--clear removes what all runs have made, whatever its keys, and no row of anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicpulse.database import from_url
from tests.project import Project, project

MODELS = """
import uuid

from django.db import models


class Branch(models.Model):
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.CASCADE, null=True)
    flagship = models.ForeignKey("Item", models.SET_NULL, null=True, related_name="+")


class Tag(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=50)


class Country(models.Model):
    code = models.CharField(max_length=20, primary_key=True)


class Item(models.Model):
    name = models.CharField(max_length=50)
    branch = models.ForeignKey(Branch, models.CASCADE)
    country = models.ForeignKey(Country, models.CASCADE)
    tags = models.ManyToManyField(Tag)


class Label(models.Model):
    item = models.OneToOneField(Item, models.CASCADE, primary_key=True)
    text = models.CharField(max_length=50)


class Book(Item):
    pages = models.IntegerField()


class Slot(models.Model):
    pk = models.CompositePrimaryKey("shelf", "place")
    shelf = models.IntegerField()
    place = models.IntegerField()
    name = models.CharField(max_length=50)


class Note(models.Model):
    country = models.ForeignKey(Country, models.CASCADE)
"""
# A row of somebody's in each table; the second time others than the first.
BY_HAND = """
from shop.models import *

n = Branch.objects.filter(name__startswith="mine").count()
branch = Branch.objects.create(name=f"mine {n}", parent=Branch.objects.order_by("-pk").first())
country = Country.objects.create(code=f"mine {n}")
item = Item.objects.create(name="mine", branch=branch, country=country)
item.tags.add(Tag.objects.create(name="mine"))
Label.objects.create(item=item, text="mine")
Book.objects.create(name="mine", branch=branch, country=country, pages=1)
Slot.objects.create(shelf=-n, place=n, name="mine")
Branch.objects.filter(pk=branch.pk).update(flagship=item)
"""
# What somebody's branch referred to may be seeded, which --clear would refuse.
ALONE = (
    "from shop.models import *; Branch.objects.filter(name__startswith='mine').update(parent=None)"
)
ALL = """
import json
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

models = apps.get_app_config("shop").get_models(include_auto_created=True)
found = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
print(json.dumps(found, cls=DjangoJSONEncoder))
"""
SEED = ("shop", "--scale", "0.05")


@pytest.fixture(params=["postgresql", "sqlite"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    """A project whose tables have keys of every kind, all empty."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    else:
        url = request.getfixturevalue("database_url")
    it = project(tmp_path, database=from_url(url))
    (tmp_path / "shop" / "models.py").write_text(MODELS, encoding="utf-8")
    for path in (tmp_path / "shop" / "migrations").iterdir():
        path.unlink()
    (tmp_path / "shop" / "migrations").rmdir()
    with (tmp_path / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\nDEBUG = True\n")
    done(it, "migrate", "--run-syncdb")
    return it


def done(shop: Project, *arguments: str) -> str:
    """What a command says that ends well."""
    ran = shop.run(*arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def seeded(shop: Project, *arguments: str) -> dict[str, int]:
    """What the report says of each model's rows."""
    said = done(shop, "seed_volume_data", *arguments, "--format", "json")
    return {each["label"]: each["rows"] for each in json.loads(said)["tables"]}


def refused(shop: Project, *arguments: str) -> str:
    """The line of a command that is refused."""
    ran = shop.run("seed_volume_data", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    return ran.stderr


def rows(shop: Project) -> dict[str, list[dict[str, object]]]:
    """All that is there."""
    return dict(json.loads(done(shop, "shell", "--verbosity", "0", "--command", ALL)))


def by_hand(shop: Project, code: str = BY_HAND) -> None:
    """Somebody's rows."""
    done(shop, "shell", "--verbosity", "0", "--command", code)


def mine(found: dict[str, list[dict[str, object]]]) -> dict[str, int]:
    return {name: len(rows) for name, rows in found.items()}


def test_all_is_gone_where_nobody_else_has_rows(shop: Project) -> None:
    written = seeded(shop, *SEED)
    assert min(written.values()) > 0
    assert seeded(shop, "--clear") == written
    assert set(mine(rows(shop)).values()) == {0}
    assert "Nothing was seeded" in refused(shop, "--clear")


def test_rows_of_others_stay_be_they_from_before_between_or_after(shop: Project) -> None:
    by_hand(shop)
    seeded(shop, *SEED, "--confirm", str(name(shop)))
    by_hand(shop)
    seeded(shop, *SEED, "--append")
    by_hand(shop)
    by_hand(shop, ALONE)
    before = rows(shop)
    assert len(before["Tag"]) == 103
    seeded(shop, "--clear")
    left = rows(shop)
    assert mine(left) == {
        "Branch": 3,
        "Tag": 3,
        "Country": 3,
        "Item": 6,
        "Item_tags": 3,
        "Label": 3,
        "Book": 3,
        "Slot": 3,
        "Note": 0,
    }
    assert all(row in before[model] for model, found in left.items() for row in found)


def test_nothing_is_removed_while_somebodys_row_refers_to_it(shop: Project) -> None:
    seeded(shop, *SEED)
    note = "from shop.models import *; Note.objects.create(country=Country.objects.last())"
    by_hand(shop, note)
    before = rows(shop)
    line = refused(shop, "--clear")
    assert "to be deleted" in line
    assert "Delete these rows" in line
    assert rows(shop) == before
    by_hand(shop, "from shop.models import *; Note.objects.last().delete()")
    seeded(shop, "--clear")
    assert set(mine(rows(shop)).values()) == {0}


def test_a_table_that_is_no_more_is_none_of_its_business(shop: Project) -> None:
    seeded(shop, *SEED)
    drop = "from django.db import connection; connection.cursor().execute('DROP TABLE shop_note')"
    by_hand(shop, drop)
    assert "shop.Note" not in seeded(shop, "--clear")


def name(shop: Project) -> str:
    """The database's, as --confirm wants it."""
    code = "from django.db import connection; print(connection.settings_dict['NAME'])"
    return done(shop, "shell", "--verbosity", "0", "--command", code).strip()
