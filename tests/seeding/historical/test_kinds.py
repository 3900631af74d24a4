"""Models of a state that refer to each other in every way, and those that cannot be filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.db.migrations.state import ProjectState
from django.db.models import Q

from migration_safety.core.trial.filled import Filled
from migration_safety.flows.filling import Filler
from migration_safety.reading.replay import confined
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model

CASCADE = models.CASCADE
ONE = models.UniqueConstraint(fields=["place"], condition=Q(main=True), name="one_main")
NEVER = models.CheckConstraint(condition=Q(size__gt=1) & Q(size__lt=0), name="never")
ORPHANS = """
    SELECT count(*) FROM shop_remark AS remark JOIN django_content_type AS kind ON kind.id = kind_id
    WHERE kind.model <> 'place' OR key NOT IN (SELECT id FROM shop_place)
"""


def fill(**options: Any) -> Filled:
    """Forty rows of each model of the state, which has none of the running classes."""
    state = ProjectState.from_apps(apps)
    return Filler("default", scale=40 / 300, **options).fill(state.apps)


def one(connection: psycopg.Connection[Any], query: str) -> Any:
    ((found,),) = connection.execute(query.encode()).fetchall()
    return found


def test_models_of_every_kind_are_filled_and_hold(emptying: Emptying) -> None:
    with emptying as connection:
        content_type = apps.get_model("contenttypes", "ContentType")
        kind: Any = models.ForeignKey(content_type, CASCADE, related_name="+")
        whose: Any = GenericForeignKey("kind", "key")
        above: Any = models.ForeignKey("self", CASCADE, null=True)
        place = model("Place", above=above)
        hall = model("Hall", place, seats=models.PositiveIntegerField())
        table = model(
            "Table",
            place=models.ForeignKey(place, CASCADE),
            main=models.BooleanField(),
            halls=models.ManyToManyField(hall),
            meta={"constraints": [ONE]},
        )
        remark = model("Remark", kind=kind, key=models.PositiveIntegerField(), whose=whose)
        create([place, hall, table, remark])

        filled = fill()

        rows = {each.label: each.rows for each in filled.volume}
        assert filled.unfilled == {}
        assert rows.items() >= {"shop.Place": 40, "shop.Hall": 40, "shop.Table": 40}.items()
        assert rows.items() >= {"shop.Table_halls": 80, "shop.Remark": 40}.items()
        assert not list(broken(connection))
        assert one(connection, "SELECT count(*) FROM shop_table WHERE main") > 0
        assert one(connection, ORPHANS) == 0


def test_what_cannot_be_filled_stops_nothing_but_what_must_refer_to_it(emptying: Emptying) -> None:
    with emptying as connection:
        bad = model("Bad", size=models.IntegerField(), meta={"constraints": [NEVER]})
        child = model("Child", bad=models.ForeignKey(bad, CASCADE))
        free = model("Free", bad=models.ForeignKey(bad, CASCADE, null=True))
        create([bad, child, free])
        connection.execute("CREATE TABLE by_hand (id int)")

        filled = fill()

        assert one(connection, "SELECT count(*) FROM shop_free") == 40
        assert {name: why[:24] for name, why in filled.unfilled.items()} == {
            "shop_bad": "shop_bad: no value was f",
            "shop_child": "shop.Child.bad needs row",
            "by_hand": "no model of that moment ",
        }


def test_a_circle_of_references_is_left_empty_with_its_reason(emptying: Emptying) -> None:
    with emptying as connection:
        team = model("Team", captain=models.ForeignKey("Player", CASCADE))
        player = model("Player", team=models.ForeignKey(team, CASCADE))
        create([team, player, model("Other", name=models.CharField(max_length=20))])

        filled = fill()

        assert set(filled.unfilled) == {"shop_team", "shop_player"}
        assert "circle" in filled.unfilled["shop_team"]
        assert one(connection, "SELECT count(*) FROM shop_other") == 40


def test_a_file_of_sqlite_is_filled_likewise(emptying: Emptying, tmp_path: Path) -> None:
    settings = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "main"),
        "OPTIONS": {},
    }
    with emptying, confined("default", settings) as connection:
        place = model("Place", name=models.CharField(max_length=20, unique=True))
        create([place, model("Table", place=models.ForeignKey(place, CASCADE))])

        filled = fill()

        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
        assert not [name for name in tables if name.startswith("migration_safety")]
        assert {each.table: each.rows for each in filled.volume if each.rows == 40}.keys() == {
            "shop_place",
            "shop_table",
        }
