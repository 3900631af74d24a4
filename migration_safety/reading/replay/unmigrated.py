"""The tables of apps without migrations, which `migrate --run-syncdb` makes before all others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models, router
from django.db.backends.base.base import BaseDatabaseWrapper


def create_unmigrated(labels: Collection[str], connection: BaseDatabaseWrapper) -> None:
    """Make them, for migrations may refer to them.

    They refer to nothing that migrations make: those tables are not there yet.
    """
    wanted = [model for label in sorted(labels) for model in _models(label, connection.alias)]
    if not wanted:
        return
    absent = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in labels
    ]
    with connection.schema_editor() as editor:
        for model in wanted:
            editor.create_model(model)
        editor.deferred_sql = [sql for sql in editor.deferred_sql if not _refers(sql, absent)]


def _models(label: str, alias: str) -> list[type[models.Model]]:
    found = router.get_migratable_models(apps.get_app_config(label), alias)
    return [model for model in found if model._meta.can_migrate(alias)]


def _refers(sql: Any, tables: Collection[str]) -> bool:
    return any(sql.references_table(table) for table in tables)
