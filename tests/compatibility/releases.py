"""Small histories of one app, and what the releases before and after their end meet."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.plan import Plan
from migration_safety.core.releases.compatibility import Combination, Compatibility
from migration_safety.core.releases.probe import Probe
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.flows.compatibility import probed, prober
from migration_safety.flows.observed import observe
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk
from tests.plugins.servers import Server

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


def tried(chosen: Selection, server: Server, *, deploy: bool = False) -> tuple[Plan, Plan]:
    """What is predicted of it, and what the server answered."""
    plan = planned(chosen, deploy=deploy)
    releases = prober(plan)
    watched = observe(
        chosen, alias="default", sandbox=server.url(), version=server.version, prober=releases
    )
    assert not watched.outcome.unobserved
    assert not releases.failures
    return plan, probed(plan, releases)


def observed(
    server: Server, *operations: Operation, base: list[Operation] | None = None
) -> Compatibility:
    """What a server answered of one migration; it never contradicts what is predicted."""
    predicted, seen = tried(selection(list(operations), base=base), server)
    assert contradictions(predicted, seen) == []
    (migration,) = seen.migrations
    assert migration.compatibility is not None
    return migration.compatibility


def every(plan: Plan) -> Iterator[tuple[str, Compatibility]]:
    """The compatibilities of a plan, each by its name."""
    for name, found in (
        ("deploy", plan.compatibility),
        *((str(each), each.compatibility) for each in plan.migrations),
    ):
        if found:
            yield name, found


def paired(predicted: Plan, seen: Plan) -> Iterator[tuple[str, Probe, Probe]]:
    """Each probe as it was predicted and as it was seen."""
    for (name, one), (_, other) in zip(every(predicted), every(seen), strict=True):
        for before, after in zip(one.combinations, other.combinations, strict=True):
            for probe, tried in zip(before.probes, after.probes, strict=True):
                yield f"{name}: {probe.verb} {probe.model}", probe, tried


def contradictions(predicted: Plan, seen: Plan) -> list[tuple[str, str, str]]:
    """Where prediction and server differ: what fails for some values may do either."""
    return [
        (name, probe.error, tried.error or tried.unknown)
        for name, probe, tried in paired(predicted, seen)
        if not probe.only
        and (probe.certain != tried.certain or tried.unknown or tried.witness != "observed")
    ]


def fails(has: Combination) -> set[str]:
    """ "INSERT shop.Item" of all that fails, with a ? where it does for some values only."""
    return {f"{each.verb} {each.model}{'' if each.certain else '?'}" for each in has.failing}
