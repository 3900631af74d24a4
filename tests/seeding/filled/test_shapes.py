"""Models that depend on each other in every way: their tables are filled, and hold."""

from __future__ import annotations

import psycopg
from django.db import models
from django.db.models import F, Q

from migration_safety.core.report import Report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import LABEL, create, model

CASCADE = models.CASCADE


def fill(emptying: Emptying, **options: object) -> Report:
    """Fifty rows of each model."""
    request = {"names": (LABEL,), "confirm": emptying.name, "scale": 0.05, "workers": 1}
    return seed(Request(**{**request, **options}))


def one(connection: psycopg.Connection, query: str) -> int:
    ((found,),) = connection.execute(query.encode()).fetchall()
    return int(found)


def test_references_that_close_a_circle_are_filled_in_at_last(emptying: Emptying) -> None:
    with emptying as connection:
        team = model("Team", captain=models.ForeignKey("Player", CASCADE, null=True))
        create([team, model("Player", team=models.ForeignKey(team, CASCADE))])

        fill(emptying)

        captains = one(connection, "SELECT count(captain_id) FROM shop_team")
        assert not list(broken(connection))
    assert captains > 30


def test_a_unique_reference_that_closes_a_circle_is_filled_in_once_for_each(
    emptying: Emptying,
) -> None:
    with emptying as connection:
        team = model("Team", captain=models.OneToOneField("Player", CASCADE, null=True))
        create([team, model("Player", team=models.ForeignKey(team, CASCADE))])

        fill(emptying)

        assert one(connection, "SELECT count(DISTINCT captain_id) FROM shop_team") == 50
        assert not list(broken(connection))


def test_a_chain_of_parent_models_is_filled(emptying: Emptying) -> None:
    with emptying as connection:
        place = model("Place", name=models.CharField(max_length=30, unique=True))
        shop = model("Bar", place, beers=models.IntegerField())
        create([place, shop, model("Club", shop, loud=models.BooleanField())])

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM shop_club") == 50
        assert not list(broken(connection))


def test_pairs_of_rows_are_of_two_rows_and_each_pair_once(emptying: Emptying) -> None:
    with emptying as connection:
        person = model("Person", name=models.TextField())
        differ = models.CheckConstraint(condition=~Q(one=F("other")), name="not_oneself")
        once = models.UniqueConstraint(fields=["one", "other"], name="once")
        one_of, other = (models.ForeignKey(person, CASCADE, related_name="+") for _ in range(2))
        friends = {"constraints": [differ, once]}
        create([person, model("Friends", meta=friends, one=one_of, other=other)])

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM shop_friends") == 50
        assert not list(broken(connection))


def test_trees_have_roots_and_branches(emptying: Emptying) -> None:
    with emptying as connection:
        create([model("Page", parent=models.ForeignKey("self", CASCADE, null=True))])

        fill(emptying)

        roots = one(connection, "SELECT count(*) FROM shop_page WHERE parent_id IS NULL")
        assert 0 < roots < 25
        assert not one(connection, "SELECT count(*) FROM shop_page WHERE parent_id >= id")


def test_constraints_of_which_no_model_knows_hold(emptying: Emptying) -> None:
    with emptying as connection:
        create([model("Thing", size=models.IntegerField(null=True), name=models.TextField())])
        connection.execute(
            "ALTER TABLE shop_thing ALTER size SET NOT NULL,"
            " ADD CHECK (size BETWEEN 10 AND 99), ADD UNIQUE (size), ADD CHECK (name LIKE 'N-%')"
        )

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM shop_thing") == 50
        assert not list(broken(connection))


def test_tables_of_other_schemas_are_filled(emptying: Emptying) -> None:
    with emptying as connection:
        connection.execute("CREATE SCHEMA elsewhere")
        create([model("Far", meta={"db_table": 'elsewhere"."far'}, name=models.TextField())])

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM elsewhere.far") == 50


def test_more_rows_are_appended_without_repeating_any(emptying: Emptying) -> None:
    with emptying as connection:
        tag = model("Tag", name=models.CharField(max_length=20, unique=True))
        meta = {"unique_together": [("tag", "key")]}
        fields = {"tag": models.ForeignKey(tag, CASCADE), "key": models.IntegerField()}
        create([tag, model("Label", meta=meta, **fields)])
        fill(emptying)

        fill(emptying, append=True)

        assert one(connection, "SELECT count(*) FROM shop_label") == 100
        assert not list(broken(connection))


def test_a_single_row_passes_a_check_of_two_columns(emptying: Emptying) -> None:
    lossless = models.CheckConstraint(condition=Q(cost__lte=F("price")), name="lossless")
    with emptying as connection:
        price, cost = (models.DecimalField(max_digits=8, decimal_places=2) for _ in range(2))
        create([model("Thing", meta={"constraints": [lossless]}, price=price, cost=cost)])

        for attempt in range(4):
            fill(emptying, scale=0.001, seed=f"{attempt}", append=attempt > 0)

        assert one(connection, "SELECT count(*) FROM shop_thing") == 4
