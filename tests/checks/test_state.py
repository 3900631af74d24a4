"""A database's schema against the one that its migrations make."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_safety.checks.state import COLUMNS, CONSTRAINTS, INDEXES, NAMES, TABLES
from tests.checks.shop import Shop, shop
from tests.project import migration

# Types, defaults and keys that the server spells in another way than Django.
KINDS = migration("""
        migrations.CreateModel("Kind", [
            ("id", models.UUIDField(primary_key=True)),
            ("price", models.DecimalField(max_digits=9, decimal_places=2, db_default=0)),
            ("seen", models.DateTimeField(null=True)),
            ("at", models.TimeField(null=True)),
            ("took", models.DurationField(null=True)),
            ("ratio", models.FloatField(null=True)),
            ("small", models.PositiveSmallIntegerField(unique=True)),
            ("slug", models.SlugField(db_index=True, max_length=20)),
            ("raw", models.BinaryField(null=True)),
            ("json", models.JSONField(default=dict)),
            ("ip", models.GenericIPAddressField(null=True)),
            ("word", models.CharField(max_length=9, db_collation="C", db_default="x")),
            ("twice", models.GeneratedField(expression=models.F("small") * 2,
                output_field=models.BigIntegerField(), db_persist=True)),
            ("shelves", models.ManyToManyField("shop.Shelf")),
        ], options={"unique_together": {("price", "seen")}}),
        migrations.AddIndex("kind", models.Index("small", models.F("price").desc(), name="by_both",
            condition=models.Q(small__gt=3))),
        migrations.AddConstraint("kind", models.UniqueConstraint(fields=["word"], name="one_word",
            condition=models.Q(small=1))),
        migrations.RunSQL('''
            CREATE TABLE shop_odd (
                id serial PRIMARY KEY, code char NOT NULL, flag bit, n numeric(5),
                names varchar(5)[],
                at timestamp(0), kind int DEFAULT 1, CHECK (kind > 0), UNIQUE (code)
            );
            CREATE INDEX ON shop_odd (lower(code));
        '''),
        migrations.RunSQL("CREATE TABLE shop_log (id int, day date) PARTITION BY RANGE (day)"),
        migrations.RunSQL("CREATE TABLE shop_log_1 PARTITION OF shop_log DEFAULT"),
""")
DROPPING = (
    migration("migrations.RunPython(drop)")
    + """

def drop(apps, editor):
    editor.execute("ALTER TABLE shop_item DROP CONSTRAINT amount_positive")
"""
)
DROPPING = DROPPING.replace("RunPython(drop)", "RunPython(lambda *given: drop(*given))")
BROKEN = {
    TABLES: (
        "failed",
        ["ALTER TABLE shop_shelf RENAME TO lost"],
        ["shop_shelf is missing", "noted: lost is made by no migration"],
    ),
    COLUMNS: (
        "failed",
        [
            "ALTER TABLE shop_item DROP COLUMN name, ALTER loose_id TYPE int,"
            " ALTER shelf_id DROP NOT NULL, ALTER id DROP IDENTITY, ADD COLUMN more int NOT NULL"
        ],
        [
            "shop_item.id has lost its identity",
            "shop_item.name is missing",
            "shop_item.shelf_id may be NULL, after the migrations it is NOT NULL",
            "shop_item.loose_id is integer, migrations make it bigint",
            "shop_item.more is made by no migration, and is NOT NULL",
        ],
    ),
    INDEXES: (
        "warning",
        [
            "DO $$ BEGIN EXECUTE (SELECT 'DROP INDEX ' || string_agg(indexname, ', ')"
            " FROM pg_indexes WHERE indexname LIKE 'shop_item_shelf_id%'); END $$",
            "CREATE INDEX more ON shop_item (amount)",
        ],
        ["shop_item_shelf_id_", "more on shop_item (amount) is made by no migration"],
    ),
    CONSTRAINTS: (
        "failed",
        [
            "ALTER TABLE shop_item DROP CONSTRAINT amount_positive",
            "ALTER TABLE shop_item ADD CONSTRAINT more CHECK (amount < 9)",
        ],
        ["CHECK amount_positive on shop_item (amount)", "CHECK more on shop_item (amount) is made"],
    ),
}
HARMLESS = [
    "ALTER TABLE shop_item ADD COLUMN more int, ALTER name SET DEFAULT 'x'",
    'ALTER TABLE shop_item ALTER name TYPE varchar(50) COLLATE "C"',
]


@pytest.fixture
def made(tmp_path: Path, database_url: str) -> Shop:
    """A shop with one migration."""
    return shop(tmp_path, database_url)


def test_whatever_migrations_make_is_as_they_make_it(tmp_path: Path, database_url: str) -> None:
    it = shop(tmp_path, database_url, **{"0002_kinds": KINDS})
    assert it.project.run("migrate").returncode == 0

    checks = it.checks()

    told = {name: checks[name]["details"] for name in NAMES}
    assert told == {name: [] for name in NAMES}
    assert {checks[name]["status"] for name in NAMES} == {"passed"}
    assert [checks[name]["examined"] for name in NAMES] == [6, 32, 9, 15]


@pytest.mark.parametrize("name", BROKEN)
def test_what_differs_is_named(made: Shop, name: str) -> None:
    status, statements, told = BROKEN[name]
    made.run(*statements)

    check = made.checks()[name]

    assert check["status"] == status
    found = zip(sorted(check["details"]), sorted(told), strict=True)
    assert [line.startswith(beginning) for line, beginning in found] == [True] * len(told)


@pytest.mark.parametrize("statement", HARMLESS)
def test_what_no_query_of_the_models_feels_is_warned_of(made: Shop, statement: str) -> None:
    made.run(statement)

    assert made.checks()[COLUMNS]["status"] == "warning"


def test_a_table_of_somebody_else_is_a_detail(made: Shop) -> None:
    made.run("CREATE TABLE theirs (id int)")

    check = made.checks()[TABLES]

    assert check["status"] == "passed"
    assert check["details"] == ["noted: theirs is made by no migration"]


def test_what_python_may_have_dropped_is_no_failure(tmp_path: Path, database_url: str) -> None:
    it = shop(tmp_path, database_url, **{"0002_drop": DROPPING})
    assert it.project.run("migrate").returncode == 0

    check = it.checks()[CONSTRAINTS]

    assert check["status"] == "warning"
    assert check["details"][0].startswith("CHECK amount_positive on shop_item (amount)")
    assert check["details"][1] == "noted: shop.0002_drop: Python changes the schema there"
