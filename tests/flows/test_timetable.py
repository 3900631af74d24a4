"""The timeline: which table is held, from when on, and what is done meanwhile."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from migration_safety.core.effect import Blocks
from migration_safety.core.plan import Plan
from migration_safety.core.price.costs import costs
from migration_safety.core.price.estimate import Estimate, Point, extrapolated, total
from migration_safety.core.price.size import Size, Sizes
from migration_safety.core.price.sized import sized
from migration_safety.core.price.timeline import Hold, timeline
from migration_safety.flows.safety.price.timetable import DEPLOY, sections
from tests.rules.fixture import planned

PERSONS = Size(2_000_000, 500_000_000, 90_000_000)
SIZES = Sizes({"people_person": PERSONS, "people_visit": Size(50, 8192)}, "production.json")
INDEX = models.Index(fields=["name"], name="person_name")


def made(*operations: migrations.operations.base.Operation, atomic: bool = True) -> Plan:
    """One migration with these operations, and sizes."""
    migration = migrations.Migration("0009_price", "people")
    migration.operations, migration.atomic = list(operations), atomic
    return sized(planned([migration]), SIZES)


def holds(plan: Plan) -> dict[str, Hold]:
    return {hold.table: hold for hold in timeline(plan.migrations[0])}


ADD = migrations.AddField("person", "phone", models.CharField(null=True))
BUILD = migrations.AddIndex("person", INDEX)
ASK = migrations.RunPython(lambda apps, editor: None, migrations.RunPython.noop)


def test_a_table_is_held_from_its_strongest_lock_on_until_the_commit() -> None:
    hold = holds(made(BUILD, ADD))["people_person"]
    assert (hold.blocks, hold.lock) == (Blocks.EVERYTHING, "ACCESS EXCLUSIVE")
    assert (hold.since, hold.until) == (1, 1)
    assert hold.tasks == ()


def test_work_after_the_lock_is_done_under_it() -> None:
    hold = holds(made(ADD, BUILD))["people_person"]
    kinds = [(task.kind, task.table, task.size) for task in hold.tasks]
    assert kinds == [("index build", "people_person", PERSONS)]


def test_work_on_another_table_counts_as_well() -> None:
    hold = holds(
        made(ADD, migrations.AddIndex("visit", models.Index(fields=["minutes"], name="d")))
    )
    assert [task.table for task in hold["people_person"].tasks] == ["people_visit"]


def test_python_is_work_of_unknown_size() -> None:
    (task,) = holds(made(ADD, ASK))["people_person"].tasks
    assert (task.kind, task.size.words, task.bounded) == ("Python", "unknown size", True)


def test_what_commits_at_once_holds_nothing_meanwhile() -> None:
    plan = made(AddIndexConcurrently("person", INDEX), ADD, atomic=False)
    assert [hold.tasks for hold in timeline(plan.migrations[0]) if hold.blocks > 1] == [()]


def test_an_update_with_a_condition_touches_at_most_all_rows() -> None:
    update = migrations.RunSQL("UPDATE people_person SET name = '' WHERE id < 9")
    (task,) = holds(made(ADD, update))["people_person"].tasks
    assert (task.kind, task.bounded) == ("update", True)


def test_a_hold_lasts_as_long_as_all_its_work() -> None:
    plan = made(ADD, BUILD)
    (migration,) = plan.migrations
    timed = [
        replace(
            step, statements=tuple(replace(s, estimate=Estimate(1, 2, 9)) for s in step.statements)
        )
        for step in migration.steps
    ]
    hold = timeline(replace(migration, steps=tuple(timed)))[0]
    assert hold.estimate is not None
    assert (hold.estimate.low, hold.estimate.high) == (1, 2)


def test_a_table_that_the_plan_creates_has_no_size() -> None:
    first, second = (migrations.Migration(name, "people") for name in ("0001", "0002"))
    first.operations = [
        migrations.RunSQL("ALTER TABLE people_visit RENAME TO people_stay"),
        migrations.RunSQL("CREATE TABLE people_visit (id bigint)"),
    ]
    second.operations = [
        migrations.RunSQL("ALTER TABLE people_visit ADD COLUMN day date"),
        migrations.RunSQL("ALTER TABLE people_stay ADD COLUMN made date"),
    ]
    _, last = sized(planned([first, second]), SIZES).migrations
    sizes = {e.table: e.size for each in last.statements() for e in each.effects}
    assert sizes == {"people_visit": Size(), "people_stay": Size(50, 8192)}


def test_a_file_knows_tables_of_which_the_plan_holds_the_beginning() -> None:
    """Without a database the whole history is judged, from the first CREATE TABLE on."""
    migration = migrations.Migration("0009_price", "people")
    migration.operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))])
    ]
    after = migrations.Migration("0010_price", "people")
    after.operations = [migrations.AddField("letter", "text", models.TextField(null=True))]
    sizes = Sizes({"people_letter": Size(7)}, "production.json")
    _, last = sized(planned([migration, after]), sizes).migrations
    assert [e.rows for each in last.statements() for e in each.effects] == [7]


def test_of_applied_migrations_the_new_name_counts() -> None:
    renamed = migrations.Migration("0009_price", "people")
    renamed.operations = [
        migrations.RunSQL("ALTER TABLE people_visit RENAME TO people_stay"),
        migrations.RunSQL("CREATE TABLE people_visit (id bigint)"),
    ]
    plan = planned([renamed])
    plan = replace(plan, migrations=(replace(plan.migrations[0], applied=True),))
    sizes = Sizes({"people_visit": Size(1), "people_stay": Size(2)}, "the database")
    statements = sized(plan, sizes).migrations[0].statements()
    assert [e.rows for each in statements for e in each.effects] == [2]


def test_the_section_tells_lock_work_and_size() -> None:
    (section,) = sections(made(ADD, BUILD))
    (row,) = section.rows
    assert row == (
        "people.0009_price",
        "people_person: reads and writes wait (ACCESS EXCLUSIVE by ADD COLUMN phone)",
        "index build on people_person (2,000,000 rows, 500.0 MB)",
        "not estimated",
    )


def test_without_sizes_there_is_no_timeline_to_tell() -> None:
    migration = migrations.Migration("0009_price", "people")
    migration.operations = [ADD, BUILD]
    assert sections(planned([migration])) == ()


def test_a_deploy_is_summed_by_table() -> None:
    written = [migrations.Migration(f"000{number}", "people") for number in (1, 2)]
    for number, each in enumerate(written):
        index = models.Index(fields=["name"], name=f"name{number}")
        each.operations = [migrations.AddIndex("person", index)]
    plan = replace(sized(planned(written), SIZES), deploy=True)
    (cost,) = costs(plan)
    assert (len(cost.holds), len(cost.passes)) == (2, 2)
    assert [each.rows for each in sections(plan) if each.title == DEPLOY] == [
        (("people_person", PERSONS.words, "2 times", "2", "not estimated"),)
    ]


def test_an_estimate_lies_between_the_rates_that_were_measured() -> None:
    found = extrapolated([Point(20_000, 0.05), Point(80_000, 0.17)], 8_000_000)
    assert found is not None
    assert (round(found.low, 6), round(found.high, 6)) == (16.0, 20.0)


def test_wider_rows_widen_the_range_upwards_only() -> None:
    points = [Point(20_000, 0.05), Point(80_000, 0.2)]
    narrow, wide = extrapolated(points, 10**6), extrapolated(points, 10**6, width=4)
    assert narrow is not None
    assert wide is not None
    assert (wide.low, wide.high) == (narrow.low, 4 * narrow.high)


def test_one_size_is_no_estimate() -> None:
    assert extrapolated([Point(20_000, 0.05)], 10**6) is None
    assert total([None, Estimate(1, 2, 3)]) is None
