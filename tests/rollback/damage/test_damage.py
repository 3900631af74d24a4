"""Each kind of damage is caught, and what only looks like it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations

from migration_safety.core.trial.data.alteration import Change
from migration_safety.core.trial.trial import Reversibility, Trial
from tests.plugins.servers import NEWEST, start
from tests.rollback.damage.damages import DAMAGES, Damage
from tests.rollback.damage.shop import Shop, opened

BY_NAME = {each.name: each for each in DAMAGES}


@pytest.fixture(scope="module")
def shop(django_db_blocker: Any) -> Iterator[Shop]:
    with django_db_blocker.unblock(), opened(start(NEWEST)) as found:
        yield found


def told(trial: Trial) -> str:
    """Everything that the trial says is wrong."""
    errors = [leg.error for leg in trial.legs]
    comparisons = [each for each in (trial.back, trial.repeated) if each]
    damage = [each.label for found in comparisons for each in found.damage]
    altered = [f"{each.table}.{each.column}" for found in comparisons for each in found.altered]
    return "\n".join([*errors, *damage, *altered])


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("damage", BY_NAME.values(), ids=BY_NAME)
def test_it_is_caught(shop: Shop, damage: Damage) -> None:
    assert damage.seen in told(shop.trial([damage.wrong]))


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("damage", BY_NAME.values(), ids=BY_NAME)
def test_its_near_miss_is_fine(shop: Shop, damage: Damage) -> None:
    trial = shop.trial([damage.fine])
    assert told(trial).strip() == ""
    # Rows that come later may be another matter.
    assert trial.reversibility not in (Reversibility.BROKEN, Reversibility.IRREVERSIBLE)


@pytest.mark.usefixtures("reachable")
def test_rows_that_differ_are_counted_and_named(shop: Shop) -> None:
    cut = "UPDATE shop_item SET name = left(name, 3) WHERE id IN (3, 14)"
    trial = shop.trial([migrations.RunSQL(cut, migrations.RunSQL.noop)])
    assert trial.back is not None
    (name,) = trial.back.altered
    assert (name.column, name.count, name.samples) == ("name", 2, ("3", "14"))
    assert [(each.column, each.change) for each in trial.forth] == [("name", Change.CHANGED)]


@pytest.mark.usefixtures("reachable")
def test_rows_that_get_other_ids_when_made_again_are_the_same_rows(shop: Shop) -> None:
    made = "INSERT INTO shop_maker (name) VALUES ('made')"
    unmade = "DELETE FROM shop_maker WHERE name = 'made'"
    trial = shop.trial([migrations.RunSQL(made, unmade)])
    assert trial.repeated is not None
    assert trial.repeated.altered == ()


@pytest.mark.usefixtures("reachable")
def test_what_is_valid_only_afterwards_is_a_note(shop: Shop) -> None:
    validate = "ALTER TABLE shop_item VALIDATE CONSTRAINT item_code"
    trial = shop.trial([migrations.RunSQL(validate, migrations.RunSQL.noop)])
    assert trial.reversibility is Reversibility.LOSSLESS
    assert trial.back is not None
    assert [each.drift for each in trial.back.drift] == ["validity"]
