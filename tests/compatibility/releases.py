"""Small histories of one app, and what the releases before and after their end meet."""

from __future__ import annotations

from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.compatibility import Combination, Compatibility
from migration_safety.core.plan import Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk

APP = "shop"
KEY = ("id", models.BigAutoField(primary_key=True))


def shop() -> list[Operation]:
    """Makers, their items, and tags of items."""
    return [
        migrations.CreateModel("Maker", [KEY, ("name", models.CharField(max_length=50))]),
        migrations.CreateModel(
            "Tag", [KEY, ("word", models.CharField(max_length=20, unique=True))]
        ),
        migrations.CreateModel(
            "Item",
            [
                KEY,
                ("name", models.CharField(max_length=50)),
                ("note", models.TextField(null=True)),
                ("stock", models.IntegerField(default=0)),
                ("maker", models.ForeignKey("shop.Maker", models.CASCADE)),
                ("tags", models.ManyToManyField("shop.Tag")),
            ],
        ),
    ]


def selection(*changes: list[Operation], base: list[Operation] | None = None) -> Selection:
    """Each list of operations is a migration after the first one, and selected."""
    texts = [shop() if base is None else base, *changes]
    made = tuple(
        type("Migration", (migrations.Migration,), {"operations": operations})(f"000{at}_step", APP)
        for at, operations in enumerate(texts, 1)
    )
    chosen = frozenset((each.app_label, each.name) for each in made[1:])
    return Selection(made, chosen, applied=None, unmigrated=frozenset())


def planned(chosen: Selection, *, deploy: bool = False) -> Plan:
    """What is predicted of it."""
    return walk(chosen, Dialect(connections["default"], 16), lambda line: None, deploy=deploy)


def one(*operations: Operation, base: list[Operation] | None = None) -> Compatibility:
    """What is predicted of one migration with these operations."""
    (migration,) = planned(selection(list(operations), base=base)).migrations
    assert migration.compatibility is not None
    return migration.compatibility


def fails(has: Combination) -> set[str]:
    """ "INSERT shop.Item" of all that fails, with a ? where it does for some values only."""
    return {f"{each.verb} {each.model}{'' if each.certain else '?'}" for each in has.failing}
