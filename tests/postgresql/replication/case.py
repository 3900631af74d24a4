"""The form of a row of the matrix: an operation, what both sides write, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from migration_safety.core.deployment.verdict import Direction, Fate

WORKS, LOUD, SILENT, LOSSY = Fate.WORKS, Fate.LOUD, Fate.SILENT, Fate.LOSSY
# Rows that both sides hold before anything is replicated.
ROWS = """
INSERT INTO shop_tag SELECT n, 'tag ' || n FROM generate_series(1, 6) n;
INSERT INTO shop_author
SELECT n, 'name ' || n, 'mail ' || n, 'nick ' || n, 'bio ' || n, n, n::text, n + 0.1234,
    '2024-01-01 10:00:00+00'
FROM generate_series(1, 6) n;
"""
AUTHOR = {
    "name": "'Ada'",
    "email": "'ada@example.org'",
    "nick": "'ad'",
    "bio": "'wrote'",
    "qty": "7",
    "code": "'42'",
    "price": "1.2345",
    "joined": "'2024-05-06 07:08:09+00'",
}


def shop() -> list[Operation]:
    """The two tables that every row of the matrix starts from, as blue has them."""
    tag = [
        ("id", models.BigAutoField(primary_key=True)),
        ("label", models.CharField(max_length=20)),
    ]
    author = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("email", models.CharField(max_length=100)),
        ("nick", models.CharField(max_length=20, null=True)),
        ("bio", models.TextField(null=True)),
        ("qty", models.IntegerField()),
        ("code", models.CharField(max_length=20)),
        ("price", models.DecimalField(max_digits=10, decimal_places=4)),
        ("joined", models.DateTimeField()),
    ]
    return [migrations.CreateModel("Tag", tag), migrations.CreateModel("Author", author)]


def author(key: int, /, *, without: str = "", **values: object) -> str:
    """An INSERT that names every column, as Django's do."""
    row = {"id": key, **AUTHOR, **values}
    row = {name: value for name, value in row.items() if name not in without.split()}
    columns, said = ", ".join(row), ", ".join(map(str, row.values()))
    return f"INSERT INTO shop_author ({columns}) VALUES ({said});"


def usual(start: int, *, name: str = "name", without: str = "", **values: object) -> str:
    """What the application does all day: rows come, change and go."""
    return f"""
    {author(start, without=without, **values)}
    {author(start + 1, without=without, **values)}
    UPDATE shop_author SET {name} = 'changed {start}' WHERE id = 3;
    DELETE FROM shop_author WHERE id = 6;
    INSERT INTO shop_tag VALUES ({start}, 'new');
    UPDATE shop_tag SET label = 'changed {start}' WHERE id = 3;
    DELETE FROM shop_tag WHERE id = 5;
    """


OLD, NEW = usual(101), usual(201)


@dataclass(frozen=True)
class Way:
    """One direction.  `fate`: with whole tables published and nothing done; `guarded`: with what
    the verdict says to do, None where it says that nothing helps.

    `judged` is the verdict's fate where these writes alone do not show it, `hazard` its number.
    `sound` is a query for rows of the target that are wrong, `kept` one that finds there what
    the source has written.
    """

    fate: Fate | None = WORKS
    guarded: Fate | None = WORKS
    hazard: str = ""
    judged: Fate | None = None
    sound: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Case:
    """One row: `blue` and `rows` are there before; `old` is written on blue, `new` on green.

    `run` is what Python of the migration sends, which the walk does not, `apart` the same once
    the sequences of green have been set beyond those of blue; `own` takes its rows away again,
    which are no divergence.  `transforms` are columns that the migration computes anew, which
    are to differ.
    """

    name: str
    change: tuple[Operation, ...]
    forward: Way = field(default_factory=Way)
    reverse: Way = field(default_factory=Way)
    blue: tuple[Operation, ...] = ()
    rows: str = ""
    old: str = OLD
    new: str = NEW
    run: str = ""
    apart: str = ""
    own: str = ""
    transforms: frozenset[str] = frozenset()
    since: int = 15

    @property
    def ways(self) -> Mapping[Direction, Way]:
        """By direction."""
        return {Direction.FORWARD: self.forward, Direction.REVERSE: self.reverse}
