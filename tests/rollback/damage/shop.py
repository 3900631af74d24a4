"""A shop before any damage: models with rows, and beside them what Django does not know of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from migration_safety.core.trial.trial import Trial
from migration_safety.databases.postgresql.sandbox import Sandbox
from migration_safety.flows.rollback.places.ground import Ground, on
from migration_safety.flows.rollback.request import Request
from migration_safety.flows.rollback.trying import Trying
from migration_safety.reading.replay.unit import Unit
from tests.plugins.servers import Server

BY_HAND = """
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TRIGGER item_stamp BEFORE UPDATE ON shop_item
        FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE VIEW shop_cheap AS SELECT id, code FROM shop_item WHERE code < 'c5';
    CREATE INDEX item_lower ON shop_item (lower(name));
    CREATE UNIQUE INDEX item_one_main ON shop_item (place) WHERE place = 'main';
    COMMENT ON COLUMN shop_item.name IS 'as it stands on the box';
    ALTER TABLE shop_item ALTER COLUMN place SET DEFAULT 'shelf';
    ALTER TABLE shop_item ADD CONSTRAINT item_price CHECK (price >= 0);
    ALTER TABLE shop_item ADD CONSTRAINT item_code CHECK (code <> '') NOT VALID;
    GRANT SELECT ON shop_item TO PUBLIC;
    ALTER TABLE shop_item ENABLE ROW LEVEL SECURITY;
    CREATE POLICY item_all ON shop_item USING (true);
    ALTER TABLE shop_item ALTER COLUMN name SET STATISTICS 500;
    CREATE TABLE shop_log (at date NOT NULL, said text) PARTITION BY RANGE (at);
    CREATE TABLE shop_log_2025 PARTITION OF shop_log
        FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE INDEX log_at ON shop_log (at);
"""
ROWS = """
    INSERT INTO shop_maker (name) SELECT 'maker ' || i FROM generate_series(1, 5) AS i;
    INSERT INTO shop_item (name, code, price, place, maker_id)
        SELECT 'Item ' || i, 'c' || i, i + 0.1234, 'p' || i, 1 + i % 5
        FROM generate_series(1, 50) AS i;
    INSERT INTO shop_log
        SELECT date '2025-01-01' + i, 'said ' || i FROM generate_series(1, 20) AS i;
"""
MADE: list[Operation] = [
    migrations.CreateModel(
        "Maker",
        [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40))],
    ),
    migrations.CreateModel(
        "Item",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=40)),
            ("code", models.CharField(max_length=10, unique=True)),
            ("price", models.DecimalField(max_digits=12, decimal_places=4)),
            ("place", models.CharField(max_length=20, db_index=True)),
            ("note", models.TextField(default="", db_default="")),
            ("maker", models.ForeignKey("shop.Maker", models.CASCADE)),
        ],
    ),
    migrations.RunSQL(BY_HAND),
    migrations.RunSQL(ROWS),
]


@dataclass(frozen=True)
class Shop:
    """The shop in a database that is not changed: every trial is made on a copy."""

    box: Sandbox
    state: ProjectState = field(compare=False)

    def trial(self, operations: Sequence[Operation], *, atomic: bool = True) -> Trial:
        """The trial of one migration with these operations."""
        unit = Unit([migration("tried", operations, atomic=atomic)], self.state)
        with Ground(self.box.copy(), "default") as ground:
            return Trying(unit, ground, Request()).trial()


@contextmanager
def opened(server: Server) -> Iterator[Shop]:
    """On a sandbox of that server."""
    made = Unit([migration("made", MADE)], ProjectState())
    with Sandbox(server.conninfo) as box:
        with on(box, "default") as connection:
            assert not made.forward(connection).failed
        yield Shop(box, made.after)


def migration(
    name: str, operations: Sequence[Operation], *, atomic: bool = True
) -> migrations.Migration:
    """Of the app `shop`."""
    kind = type(name, (migrations.Migration,), {"operations": list(operations), "atomic": atomic})
    return kind(name, "shop")
