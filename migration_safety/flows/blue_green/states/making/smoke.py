"""A smoke test of the new code on a side: its models read and write, and nothing of it stays."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import Error, connections, models, router, transaction

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.errors import DeploymentError
from migration_safety.flows.blue_green.states.making.project import FAILED, run_there, settle

# Rows from blue lock what they change for a moment.
PATIENCE = "SET LOCAL lock_timeout = '10s'"


def smoke(side: Side, *, alias: str, tell: Callable[[str], None], within: float) -> None:
    """Read and write with every model of the code at hand, in a transaction that is undone.

    No signal is sent and no save() runs.  Raises DeploymentError with what the server said,
    DeadlineError.
    """
    if said := run_there(__name__, side, (), alias=alias, tell=tell, within=within):
        raise DeploymentError(
            f"The new code does not work on {side.name}: {said}.",
            "Do not switch: grant what is missing, or --abort, mend the migrations and plan again.",
        )


def main(alias: str, name: str, role: str) -> int:
    """In the process of its own; the last line says what failed."""
    settle(alias, name, role)
    mine = [each for each in apps.get_models(include_auto_created=True) if _here(each, alias)]
    with transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute(PATIENCE)
        failed = [said for each in mine if (said := _tried(each, alias))]
        transaction.set_rollback(True, using=alias)
    print(f"{len(mine) - len(failed)} of {len(mine)} models of the new code read and write")
    for said in failed:
        print(said)
    return FAILED if failed else 0


def _here(model: type[models.Model], alias: str) -> bool:
    meta = model._meta
    return meta.can_migrate(alias) and router.allow_migrate_model(alias, model)


def _tried(model: type[models.Model], alias: str) -> str:
    try:
        with transaction.atomic(using=alias):
            rows: models.QuerySet[models.Model] = model._base_manager.using(alias)
            if (found := rows.first()) is not None:
                rows.filter(pk=found.pk).update(**dict(_values(found)))
    except Error as error:
        return f"{model._meta.label}: {complaint(error)}"
    return ""


def _values(found: models.Model) -> Iterator[tuple[str, Any]]:
    """What it has, but for its key and what the server computes."""
    for field in found._meta.concrete_fields:
        if not (field.primary_key or getattr(field, "generated", False)):
            yield field.attname, getattr(found, field.attname)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
