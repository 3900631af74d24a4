"""Projects without time zones, in a place whose clocks are set forward in spring."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import CheckConstraint, Q
from django.test import override_settings

from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.seeding import seed
from tests.accuracy.twins import broken
from tests.seeding.filled.conftest import Emptying
from tests.seeding.filled.shop import create, model


def test_no_stretch_of_time_falls_into_the_hour_that_is_left_out(emptying: Emptying) -> None:
    with override_settings(USE_TZ=False, TIME_ZONE="America/Chicago"), emptying as connection:
        apart = ExclusionConstraint(name="apart", expressions=[("span", "&&")])
        lasts = CheckConstraint(condition=Q(span__isempty=False), name="lasts")
        meta: dict[str, object] = {"constraints": [apart, lasts]}
        create([model("Visit", meta=meta, span=DateTimeRangeField())])

        seed(Request(rows={"shop.Visit": 1200}, confirm=emptying.name, workers=1))

        assert not list(broken(connection))
