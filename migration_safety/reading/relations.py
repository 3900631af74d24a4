"""Relations of models that no foreign key of the database watches over."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import router
from django.db.models import ForeignKey, Model
from django.db.models.options import Options

from migration_safety.core.catalog.demand import Reference


def unwatched(alias: str) -> Iterator[Reference]:
    """The foreign keys with db_constraint=False of the models that live in that database."""
    for options in _of(alias):
        for field in options.local_fields:
            if isinstance(field, ForeignKey) and not getattr(field, "db_constraint", True):
                to = field.target_field
                yield Reference(
                    field.name,
                    table_name(options.db_table),
                    (str(field.column),),
                    table_name(to.model._meta.db_table),
                    (str(to.column),),
                )


def schemas(alias: str) -> set[str]:
    """Those that the models in that database name."""
    found = {table_name(options.db_table) for options in _of(alias)}
    return {name.partition(".")[0] for name in found if "." in name}


def _of(alias: str) -> Iterator[Options[Model]]:
    """The models whose tables live in that database."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.can_migrate(alias) and router.allow_migrate_model(alias, model):
            yield model._meta


def table_name(db_table: str) -> str:
    """As catalogs spell it: `schema"."table` names a table of another schema."""
    return db_table.strip('"').replace('"."', ".").removeprefix("public.")
