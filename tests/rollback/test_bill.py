"""The rollback bill, as a user of test_rollback reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import migrations, models

from tests.plugins.servers import Server
from tests.project import migration, project
from tests.rollback.damage.shop import opened
from tests.rollback.test_command import tried

AGE = 'migrations.AddField("item", "age", models.IntegerField(null=True)),'
LONGER = 'migrations.AlterField("item", "name", models.CharField(max_length=80)),'


def test_what_a_rollback_does_to_new_rows_is_in_every_report(tmp_path: Path) -> None:
    shop = project(tmp_path, {"0002_age": migration(AGE)})
    report = tried(shop, "--each-only", "--output", "report.md", "--output", "report.txt")
    trial = report["migrations"][1]["trial"]
    assert trial["reversibility"] == "reversible with loss"
    assert trial["bill"]["headline"] == "loses 1 column"
    (entry,) = trial["bill"]["entries"]
    assert (entry["what"], entry["table"], entry["column"]) == ("destroyed", "shop_item", "age")
    assert "| destroyed | shop\\_item.age |" in (tmp_path / "report.md").read_text()
    assert "\nnew rows  loses 1 column\n" in (tmp_path / "report.txt").read_text()


def test_what_new_rows_block_can_be_taken_back_only_before_them(tmp_path: Path) -> None:
    atomic, by_itself = migration(LONGER), migration(LONGER.replace("80", "90"), after="0002_long")
    alone = by_itself.replace("    dependencies", "    atomic = False\n    dependencies")
    shop = project(tmp_path, {"0002_long": atomic, "0003_alone": alone})
    first, second = (each["trial"] for each in tried(shop, "--each-only")["migrations"][1:])
    assert {each["reversibility"] for each in (first, second)} == {
        "reversible only before new writes"
    }
    assert first["bill"]["headline"] == "fails after text of 80 characters in shop_item.name"
    assert second["bill"]["headline"] == "fails after text of 90 characters in shop_item.name"


def test_code_that_changes_new_rows_meets_rows_of_another_transaction(
    newest: Server, django_db_blocker: Any
) -> None:
    note = migrations.AddField("item", "remark", models.TextField(null=True))
    code = migrations.RunSQL("SELECT 1", "UPDATE shop_item SET note = note")
    with django_db_blocker.unblock(), opened(newest) as shop:
        trial = shop.trial([note, code])
    assert trial.bill is not None
    assert trial.bill.headline == "loses 1 column"
