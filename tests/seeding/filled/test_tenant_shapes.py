"""Models that belong to tenants in unusual ways: their rows agree, and every constraint holds."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import models
from django.db.models import UniqueConstraint
from django.test import override_settings

from migration_safety.core.report import Report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import LABEL, Model, create, model

CASCADE = models.CASCADE
KINDS = [(each, each) for each in "abc"]
WRONG = """
    SELECT count(*) FROM shop_{} AS child JOIN shop_person AS parent ON child.{} = parent.id
    WHERE child.tenant_id IS NOT NULL AND child.tenant_id IS DISTINCT FROM parent.tenant_id
"""


@pytest.fixture(autouse=True)
def of_tenants(emptying: Emptying) -> Iterator[None]:
    with override_settings(MIGRATION_SAFETY={"TENANT": "shop.Tenant"}):
        yield


def fill(emptying: Emptying, **options: object) -> Report:
    """Two hundred rows of each model."""
    request = {"names": (LABEL,), "confirm": emptying.name, "scale": 0.2, "tenants": 5}
    return seed(Request(**{**request, **options}))


def tenant() -> Model:
    """The model that owns rows."""
    return model("Tenant", name=models.CharField(max_length=30))


def to(target: Model | str, **options: object) -> models.ForeignKey:
    """A reference that nothing leads back from."""
    return models.ForeignKey(target, CASCADE, related_name="+", **options)


def wrong(connection: psycopg.Connection, child: str, column: str) -> int:
    """The rows of a tenant that refer to a person of another one's."""
    return one(connection, WRONG.format(child, column))


def one(connection: psycopg.Connection, query: str) -> int:
    ((found,),) = connection.execute(query.encode()).fetchall()
    return int(found)


def test_pairs_of_a_parent_and_a_choice_agree_and_differ(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        person = model("Person", tenant=to(owner))
        kind = models.CharField(max_length=1, choices=KINDS)
        once = {"constraints": [UniqueConstraint(fields=["person", "kind"], name="once")]}
        wish = model("Wish", meta=once, tenant=to(owner), person=to(person), kind=kind)
        create([owner, person, wish])

        fill(emptying)
        fill(emptying, append=True, names=(), rows={"shop.Wish": 1500})

        assert one(connection, "SELECT count(*) FROM shop_wish") == 500
        assert wrong(connection, "wish", "person_id") == 0
        assert not list(broken(connection))


def test_rows_of_nobody_refer_freely_and_others_to_their_own(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        person = model("Person", tenant=to(owner, null=True))
        create([owner, person, model("Call", tenant=to(owner, null=True), person=to(person))])

        fill(emptying)

        assert 5 < one(connection, "SELECT count(*) FROM shop_call WHERE tenant_id IS NULL") < 40
        assert wrong(connection, "call", "person_id") == 0


def test_references_that_close_a_circle_stay_within_a_tenant(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        person = model("Person", tenant=to(owner), home=to("Home", null=True))
        create([owner, person, model("Home", tenant=to(owner), head=to(person, null=True))])

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM shop_home WHERE head_id > 0") > 150
        assert one(connection, "SELECT count(*) FROM shop_person WHERE home_id > 0") > 150
        assert wrong(connection, "home", "head_id") == 0


def test_rows_of_a_parent_model_lend_their_tenant(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        place = model("Place", tenant=to(owner))
        bar = model("Bar", place, beers=models.IntegerField())
        create([owner, place, bar, model("Visit", tenant=to(owner), bar=to(bar))])

        fill(emptying)

        joined = "JOIN shop_place AS place ON place.id = visit.bar_id"
        other = "WHERE place.tenant_id <> visit.tenant_id"
        assert one(connection, f"SELECT count(*) FROM shop_visit AS visit {joined}") == 200
        assert one(connection, f"SELECT count(*) FROM shop_visit AS visit {joined} {other}") == 0
        assert not list(broken(connection))


def test_persons_know_persons_of_their_tenant(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        knows = models.ManyToManyField("self")
        key = models.UUIDField(primary_key=True, default=uuid4)
        person = model("Person", id=key, tenant=to(owner), knows=knows)
        create([owner, person])

        fill(emptying)

        query = """
            SELECT count(*) FROM shop_person_knows AS pair
            JOIN shop_person AS a ON a.id = pair.from_person_id
            JOIN shop_person AS b ON b.id = pair.to_person_id WHERE a.tenant_id {} b.tenant_id
        """
        assert one(connection, query.format("=")) == 400
        assert one(connection, query.format("<>")) == 0


def test_uniqueness_within_a_tenant_wins_over_agreement(emptying: Emptying) -> None:
    with emptying as connection:
        owner = tenant()
        kind = models.CharField(max_length=1, choices=KINDS)
        once = {"constraints": [UniqueConstraint(fields=["tenant", "kind"], name="once")]}
        sort = model("Person", meta=once, tenant=to(owner), kind=kind)
        create([owner, sort, model("Thing", tenant=to(owner), sort=to(sort))])

        fill(emptying)

        assert one(connection, "SELECT count(*) FROM shop_person") == 15
        assert not list(broken(connection))


def test_tenants_that_nobody_names_change_nothing(emptying: Emptying) -> None:
    with emptying as connection, override_settings(MIGRATION_SAFETY={}):
        owner = tenant()
        person = model("Person", tenant=to(owner))
        create([owner, person, model("Call", tenant=to(owner), person=to(person))])

        fill(emptying)

        assert wrong(connection, "call", "person_id") > 50
