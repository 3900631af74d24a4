"""Tables of SQLite are read, judged and filled through the doors that PostgreSQL has."""

from __future__ import annotations

import datetime
import subprocess
import sys
import uuid
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Lower, Now
from django.test.utils import isolate_apps

from migration_safety.core.volume.constraint import Constraints, ForeignKey, Unique
from migration_safety.core.volume.trial import Violation
from migration_safety.databases.sqlite.load.judge import distinct
from migration_safety.databases.sqlite.load.removal.deletion import (
    delete_cells,
    delete_rows,
    together,
)
from migration_safety.databases.sqlite.load.target import Target, open_target
from migration_safety.databases.sqlite.load.writer import write
from migration_safety.errors import VolumeError

ODD = 'odd " name'
NASTY = ["\\N", "\\.", "\\x00", "\t\n\r\\", "", "é🙂", None]
VALUES: dict[str, tuple[models.Field[Any, Any], list[Any]]] = {
    "text": (models.TextField(null=True), NASTY),
    "integer": (models.IntegerField(), [0, -1, 2**31]),
    "big": (models.BigIntegerField(), [2**63 - 1]),
    "float": (models.FloatField(), [0.1, -1e300]),
    "decimal": (models.DecimalField(max_digits=9, decimal_places=2), [Decimal("-1.05")]),
    "boolean": (models.BooleanField(null=True), [True, False, None]),
    "date": (models.DateField(), [datetime.date(1, 1, 1)]),
    "time": (models.TimeField(), [datetime.time(23, 59, 59, 999999)]),
    "datetime": (
        models.DateTimeField(),
        [datetime.datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=datetime.UTC)],
    ),
    "duration": (models.DurationField(), [datetime.timedelta(days=-1, microseconds=1)]),
    "uuid": (models.UUIDField(), [uuid.UUID(int=1)]),
    "json": (models.JSONField(null=True), [{"a": ['\\"\n', None]}, [], "x", None]),
    "binary": (models.BinaryField(null=True), [b"", b"\x00\xff\\x\n", None]),
    "ip": (models.GenericIPAddressField(), ["2001:db8::1"]),
}
SCHEMA = """
    CREATE TABLE shelf (id integer PRIMARY KEY);
    CREATE TABLE box (
        "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
        "name" varchar(9) NOT NULL UNIQUE,
        "size" integer NULL CHECK ("size" >= 0),
        "twice" integer GENERATED ALWAYS AS ("size" * 2) STORED,
        "extra" text NULL CHECK ((JSON_VALID("extra") OR "extra" IS NULL)),
        "shelf_id" integer NULL REFERENCES "shelf" ("id") DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT "odd "" name" CHECK ("name" <> 'a, (b' AND ("size" < 9 OR "size" IS NULL)),
        CONSTRAINT "big" CHECK (10 / "size" > 1)
    );
    CREATE UNIQUE INDEX "by_name" ON "box" (lower("name"), "size") WHERE ("size" > 3);
    CREATE INDEX "of_no_account" ON "box" ("size");
"""


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    with isolate_apps():
        yield


@pytest.fixture
def target(connection: BaseDatabaseWrapper) -> Iterator[Target]:
    connection.connection.executescript(SCHEMA)
    target = open_target(connection)
    yield target
    target.close()


@pytest.fixture
def box(target: Target) -> Constraints:
    return target.constraints(["box"])["box"]


def model_of(field: models.Field[Any, Any]) -> Any:
    meta = type("Meta", (), {"app_label": "tests", "db_table": "kept"})
    return type("Kept", (models.Model,), {"__module__": __name__, "Meta": meta, "value": field})


def named(of: Any, name: str) -> Any:
    (found,) = [each for each in of if each.name == name]
    return found


@pytest.mark.parametrize("name", VALUES)
def test_what_is_written_is_what_was_given(
    connection: BaseDatabaseWrapper, target: Target, name: str
) -> None:
    field, values = VALUES[name]
    model = model_of(field.clone())
    with connection.schema_editor() as editor:
        editor.create_model(model)
    bound = model._meta.get_field("value")
    lines = b"".join(target.encode(bound, value) + b"\n" for value in values)
    run = target.journal.begin({})
    written = write(
        target.address, run=run, table="kept", columns=("value",), chunk=0, lines=[lines]
    )
    saved = [model.objects.create(value=value).pk for value in values]
    found = dict(model.objects.values_list("pk", "value"))
    stored = dict(
        connection.connection.execute("SELECT id, typeof(value) || quote(value) FROM kept")
    )
    assert [found[number + 1] for number in range(written)] == values
    assert [stored[number + 1] for number in range(written)] == [stored[pk] for pk in saved]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (models.DateTimeField(), Now(), "expression of the database, Now"),
        (models.IntegerField(), "secret", r"of type str \(ValueError\)"),
        (models.Field(), {1}, "stores a set"),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused(
    target: Target, field: models.Field[Any, Any], value: object, problem: str
) -> None:
    bound = model_of(field.clone())._meta.get_field("value")
    with pytest.raises(VolumeError, match=problem) as caught:
        target.encode(bound, value)
    assert "secret" not in str(caught.value)


def test_constraints(box: Constraints) -> None:
    assert box.sql_types["name"] == "varchar(9)"
    assert (box.required, box.filled) == ({"id", "name"}, {"twice"})
    assert [check.columns for check in box.checks] == [
        ("size",),
        ("extra",),
        ("name", "size"),
        ("size",),
    ]
    assert named(box.checks, "big").expression == '10 / "size" > 1'
    assert named(box.checks, ODD).columns == ("name", "size")
    assert box.foreign_keys == (ForeignKey("", ("shelf_id",), "shelf", ("id",)),)


def test_uniques(box: Constraints) -> None:
    assert box.uniques == (
        Unique("", ("id",), primary=True, keys=('"id"',)),
        Unique(
            "by_name",
            ("size", "name"),
            expressions=('lower("name")',),
            condition='("size" > 3)',
            condition_columns=("size",),
            keys=('lower("name")', '"size"'),
        ),
        Unique("sqlite_autoindex_box_1", ("name",), keys=('"name"',)),
    )


def test_what_django_makes_of_constraints_is_read(connection: BaseDatabaseWrapper) -> None:
    constraints = [
        models.UniqueConstraint(Lower("value"), name="no_case", condition=models.Q(value__gt="a")),
        models.CheckConstraint(condition=models.Q(value__in=["b", "it's"]), name="known"),
    ]
    meta = type("Meta", (), {"app_label": "tests", "db_table": "kept", "constraints": constraints})
    body = {"__module__": __name__, "Meta": meta, "value": models.CharField(max_length=9)}
    with connection.schema_editor() as editor:
        editor.create_model(type("Kept", (models.Model,), body))
    target = open_target(connection)
    kept = target.constraints(["kept"])["kept"]
    known, no_case = named(kept.checks, "known"), named(kept.uniques, "no_case")
    assert target.judge.literals(known.expression) == [b"b", b"it's"]
    rows = [(b"it's",), (b"B",)]
    assert target.judge.passing(kept, known, ("value",), rows) == [True, False]
    assert target.judge.covered(kept, no_case, ("value",), rows) == [True, False]
    assert no_case.columns == ("value",)


@pytest.mark.parametrize(
    ("name", "cells", "verdicts"),
    [
        ("", [b"0", b"-1", b"\\N"], [True, False, True]),
        ("big", [b"5", b"0", b"6"], [True, True, False]),
    ],
)
def test_candidates_pass_or_fail_each_by_itself(
    target: Target, box: Constraints, name: str, cells: list[bytes], verdicts: list[bool]
) -> None:
    check = next(each for each in box.checks if each.name == name)
    assert target.judge.passing(box, check, ("size",), [(cell,) for cell in cells]) == verdicts


def test_an_evaluation_that_raises_fails_its_own_candidate(
    target: Target, box: Constraints
) -> None:
    check = named(target.constraints(["box"])["box"].checks, "big")
    raising = type(check)("raising", ("extra",), "json_extract(\"extra\", '$.a') = 1")
    rows = [(b'{"a": 1}',), (b"no json",), (b'{"a": 2}',)]
    assert target.judge.passing(box, raising, ("extra",), rows) == [True, False, False]


def test_an_expression_that_nobody_can_evaluate_blames_no_candidate(
    target: Target, box: Constraints
) -> None:
    check = named(box.checks, "big")
    with pytest.raises(VolumeError, match="which rows big accepts"):
        target.judge.passing(box, check, ("name",), [(b"1",)])


def test_keys_are_distinct_as_the_index_sees_them(
    connection: BaseDatabaseWrapper, box: Constraints
) -> None:
    by_name, columns = named(box.uniques, "by_name"), ("name", "size")
    session = connection.connection
    assert not distinct(session, box, by_name, columns, [(b"A", b"5"), (b"a", b"5")])
    assert distinct(session, box, by_name, columns, [(b"A", b"3"), (b"a", b"3")])
    assert distinct(session, box, by_name, columns, [(b"A", b"\\N"), (b"a", b"\\N")])


def test_a_sample_is_measured_and_taken_back(
    connection: BaseDatabaseWrapper, target: Target
) -> None:
    lines = b"".join(b"name %d\t1\t7\n" % number for number in range(2_000))
    tried = target.trial("box", ("name", "size", "shelf_id"), lines)
    assert (tried.rows, tried.violation) == (2_000, None)
    assert 20 < tried.table_bytes / tried.rows < 200
    assert not target.holding("box", "id").rows
    (number,) = connection.connection.execute("SELECT count(*) FROM sqlite_sequence").fetchone()
    assert number == 0


@pytest.mark.parametrize(
    ("lines", "violation"),
    [
        (b"a\t1\n\\N\t1\n", Violation("not null violation", "", ("name",), 2)),
        # SQLite cuts the text of a check without a name after its first quoted word.
        (b"a\t-1\n", Violation("check violation", "size", (), 1)),
        (b"a, (b\t1\n", Violation("check violation", ODD, (), 1)),
        (b"a\t1\na\t2\n", Violation("unique violation", "", ("name",), 2)),
        (b"a\t4\nA\t4\n", Violation("unique violation", "by_name", (), 2)),
    ],
)
def test_a_violation_is_told_by_constraint_column_and_line(
    target: Target, lines: bytes, violation: Violation
) -> None:
    assert target.trial("box", ("name", "size"), lines).violation == violation


def test_a_chunk_is_written_once_and_whole(target: Target) -> None:
    run = target.journal.begin({"seed": 1})
    written = partial(write, target.address, run=run, table="box", columns=("id", "name"), chunk=0)
    with pytest.raises(VolumeError, match="refuses rows of box"):
        written(lines=[b"1\ta\n", b"2\ta\n"])
    assert target.journal.chunks(run) == {}
    counts = [written(lines=[b"1\ta\n2\tb\n"]) for _ in range(2)]
    assert counts == [2, 0]
    assert target.journal.chunks(run) == {"box": {0}}
    assert target.holding("box", "id").highest == 2
    assert target.cells("box", "name", 1) == (b"a",)


def test_the_journal_keeps_runs_until_they_are_forgotten(target: Target) -> None:
    journal = target.journal
    assert (journal.runs(), journal.unfinished(), journal.chunks(1)) == ([], None, {})
    first, second = journal.begin({"seed": 1}), journal.begin({"seed": 2})
    journal.finish(first)
    assert [run.finished is None for run in journal.runs()] == [False, True]
    unfinished = journal.unfinished()
    assert unfinished is not None
    assert unfinished.manifest == {"seed": 2}
    journal.forget(first)
    journal.forget(second)
    journal.forget(second)
    assert journal.runs() == []


HOLD = """
import sys
from migration_safety.databases.sqlite.load.journal import Journal
with Journal(None, sys.argv[1]).lock():
    print(flush=True)
    sys.stdin.read()
"""


def test_one_process_seeds_at_a_time_and_a_killed_one_holds_no_lock(target: Target) -> None:
    command = [sys.executable, "-c", HOLD, target.address]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(VolumeError, match="by another process"), target.journal.lock():
            pass
        holder.kill()
    with target.journal.lock():
        assert target.journal.runs() == []


def test_rows_that_refer_to_nothing_are_told_in_the_end(
    connection: BaseDatabaseWrapper, target: Target
) -> None:
    run = target.journal.begin({})
    columns = ("name", "shelf_id")
    write(target.address, run=run, table="box", columns=columns, chunk=0, lines=[b"a\t7\n"])
    with pytest.raises(VolumeError, match="refer to rows of shelf"):
        target.settle(["box"], 1)
    connection.connection.execute("INSERT INTO shelf VALUES (7)")
    target.settle(["box"], 1)


def test_what_cannot_be_filled_is_told(connection: BaseDatabaseWrapper, target: Target) -> None:
    with pytest.raises(VolumeError, match="Table none does not exist"):
        target.constraints(["none"])


def test_what_a_filled_table_holds_is_proved(
    connection: BaseDatabaseWrapper, target: Target
) -> None:
    run = target.journal.begin({})
    columns, lines = ("name", "shelf_id"), [b"a\t7\nb\t\\N\nc\t8\n"]
    connection.connection.execute("INSERT INTO shelf VALUES (8)")
    write(target.address, run=run, table="box", columns=columns, chunk=0, lines=lines)
    key = ForeignKey("shelf", ("shelf_id",), "shelf", ("id",))
    assert target.orphans("box", [key]) == {"shelf": 1}
    assert (target.count("box"), target.count("shelf")) == (3, 1)
    assert target.standing(["box"]) == {
        "box: by_name": True,
        "box: of_no_account": True,
        "box: sqlite_autoindex_box_1": True,
    }
    assert target.size("box") >= 0


def test_rows_are_deleted_unless_others_refer_to_them(
    connection: BaseDatabaseWrapper, target: Target
) -> None:
    session = connection.connection
    session.executemany("INSERT INTO shelf VALUES (?)", [(number,) for number in range(9)])
    session.execute("INSERT INTO box (name, shelf_id) VALUES ('a', 8)")
    assert delete_rows(session, table="shelf", key="id", first=2, last=5) == 4
    batches = [[b"0\n1\n"], [], [b"99\n", b"7\n"]]
    assert delete_cells(session, table="shelf", columns=["id"], batches=batches) == 3
    with pytest.raises(VolumeError, match="refer to rows of shelf"):
        delete_rows(session, table="shelf", key="id", first=0, last=9)
    with pytest.raises(VolumeError), together(session):
        delete_rows(session, table="shelf", key="id", first=6, last=8)
    assert target.count("shelf") == 2
    with together(session):
        delete_rows(session, table="shelf", key="id", first=6, last=8)
        delete_rows(session, table="box", key="shelf_id", first=8, last=8)
    assert target.count("shelf") == 0


def test_checks_may_call_the_functions_that_django_brings_along(
    connection: BaseDatabaseWrapper, target: Target
) -> None:
    connection.connection.execute("CREATE TABLE part (sku text CHECK (sku REGEXP '^[A-Z]+$'))")
    run = target.journal.begin({})
    written = write(
        target.address, run=run, table="part", columns=("sku",), chunk=0, lines=[b"AB\n"]
    )
    assert written == 1
