"""Small units of migrations, taken forward on a sandbox, and their rollback bills."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from migration_safety.core.trial.bills.bill import Bill
from migration_safety.databases.postgresql.billing import Sheets
from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.observe.sequences import undisturbed
from migration_safety.reading.billing import Limits, Stage, Tools, bill, undoing
from migration_safety.reading.replay.unit import Unit
from migration_safety.rows.example import example

TOOLS = Tools(example, complaint, Sheets, undisturbed)
KEY = ("id", models.BigAutoField(primary_key=True))


def item(*fields: tuple[str, Any], **options: Any) -> migrations.CreateModel:
    """The model Item with a name that nobody touches, and these fields."""
    return migrations.CreateModel("Item", [KEY, ("title", models.TextField()), *fields], options)


def migration(name: str, *operations: Operation, atomic: bool = True) -> Migration:
    """A migration of the app shop."""
    members = {"operations": list(operations), "atomic": atomic}
    return type("Migration", (Migration,), members)(name, "shop")


Billed = Callable[..., Bill]
# Makes another stage of one.
Stages = Callable[[Stage], AbstractContextManager[BaseDatabaseWrapper]] | None


def billing(connection: BaseDatabaseWrapper) -> Billed:
    """Makes the tables of `base` with some rows in them, and bills the unit of the operations."""

    def billed(
        base: list[Operation],
        *operations: Operation,
        rows: int = 3,
        tables: tuple[str, ...] = (),
        limits: Limits | None = None,
        small: Stages = None,
    ) -> Bill:
        first = Unit([migration("0001_initial", *base)], ProjectState())
        MigrationRecorder(connection).ensure_schema()
        assert not first.forward(connection).error
        fill(first.after, connection, rows)
        unit = Unit([migration("0002_next", *operations)], first.after)
        assert not unit.forward(connection).error
        stage = partial(undoing, connection, TOOLS)
        return bill(
            unit,
            stage=stage,
            small=lambda: small and partial(small, stage),
            tools=TOOLS,
            tables=tables,
            limits=limits,
        )

    return billed


def fill(state: ProjectState, connection: BaseDatabaseWrapper, rows: int) -> None:
    """Rows in every table, made one by one."""
    for model in sorted(state.apps.get_models(), key=_referring):
        for number in range(rows):
            values = {
                each.attname: example(each, number)
                for each in model._meta.concrete_fields
                if not each.remote_field and not each.primary_key
            }
            links = {
                each.attname: number + 1
                for each in model._meta.concrete_fields
                if each.remote_field
            }
            model._base_manager.create(**values, **links)


def _referring(model: type[models.Model]) -> int:
    return sum(bool(each.remote_field) for each in model._meta.concrete_fields)
