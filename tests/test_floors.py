"""The floors of the house: who may import whom, and that every module keeps to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.floors import House, Room, modules

ROOT = Path(__file__).resolve().parent.parent
TABLE = (
    Room("core", 0),
    Room("errors", 0),
    Room("version", 0),
    Room("interruption", 0),
    Room("conf", 1, "core errors", "django"),
    Room("reading", 1, "core errors", "django"),
    Room("databases", 1, "core errors interruption", "django google postgast psycopg"),
    Room("rules", 1, "core errors"),
    Room("checks", 1, "core errors"),
    Room("rows", 1, "core errors interruption version", "django factory faker time_machine"),
    Room("proxies", 1, "core errors", "psycopg"),
    Room("reports", 1, "core errors", "django rich"),
    Room("gate", 2, "core errors conf databases health", "asgiref django"),
    Room("health", 2, "reading", "django"),
    Room(
        "flows",
        2,
        "core errors interruption version conf reading databases rules checks rows proxies",
        "django",
    ),
    Room("management", 3, "core errors interruption conf rules reports flows", "django"),
    Room("apps", 3, "", "django"),
    Room("urls", 3, "health", "django"),
)
ROOMS = {room.name: room for room in TABLE}
EMPTY = {
    "migration_safety.databases.postgresql.locks": "",
    "migration_safety.flows.volume": "",
    "migration_safety.flows.volume.copy": "",
}
WRONG = {
    "core.a": "import django",
    "core.b": "from migration_safety.rules import rule",
    "rules.a": "from migration_safety.databases import postgresql",
    "reports.a": "import migration_safety.reading",
    "reports.b": "LOADED = 'migration_safety.flows.volume'",
    "flows.a": "from django.db.migrations import Migration",
    "flows.b": "from migration_safety.flows import volume",
    "flows.rollback.a": "from migration_safety.flows.volume.copy import rows",
    "databases.sqlite.a": "from migration_safety.databases.postgresql import locks",
    "conf": "def read():\n    import json",
    "utils": "",
}
CYCLE = {
    "migration_safety.reading.a": "from migration_safety.reading import b",
    "migration_safety.reading.b": "import migration_safety.reading.a",
}


def test_every_import_points_down() -> None:
    assert list(House(ROOMS, modules(ROOT)).violations()) == []


def test_the_rooms_of_the_table_exist() -> None:
    found = {name.split(".")[1] for name in modules(ROOT) if "." in name}
    assert found == set(ROOMS)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_import_is_found(wrong: str) -> None:
    house = House(ROOMS, EMPTY | {f"migration_safety.{wrong}": WRONG[wrong]})
    assert len(list(house.violations())) == 1


def test_a_cycle_is_found() -> None:
    (found,) = House(ROOMS, CYCLE).violations()
    assert found.startswith("cycle: ")


def test_the_architecture_page_shows_this_table() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = [f"| {r.name} | {r.floor} | {r.below or '-'} | {r.libraries or '-'} |" for r in TABLE]
    assert "\n".join(rows) in page


def test_the_architecture_page_names_the_folders() -> None:
    house = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("\nmigration_safety/\n")[1]
    named = set(re.findall(r"(\w+)/", house.split("```")[0]))
    package = ROOT / "migration_safety"
    assert named <= {each.parent.name for each in package.rglob("*.py")}
    shown = (".", "core", "databases", "databases/postgresql", "flows", "flows/blue_green")
    assert {each.parent.name for room in shown for each in package.glob(f"{room}/*/*.py")} <= named
