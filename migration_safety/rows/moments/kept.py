"""The rows that Django keeps in step with the code, for models of any moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps.registry import Apps

from migration_safety.rows.models import Model

SITE = {"domain": "example.com", "name": "example.com"}


def keep(alias: str, known: Mapping[str, Model], registry: Apps) -> dict[str, int]:
    """Write what `migrate` leaves behind when it has ended; returns how many rows, by label.

    `known` are models whose tables are there.  No signal is sent, and no manager is asked.
    """
    found: dict[str, int] = {}
    content_type = known.get("contenttypes.ContentType")
    if content_type:
        found[content_type._meta.label] = _write(
            alias, content_type, _content_types(content_type, registry), ("app_label", "model")
        )
    permission = known.get("auth.Permission")
    if content_type and permission:
        rows = _permissions(alias, content_type, permission, registry)
        unique = ("content_type_id", "codename")
        found[permission._meta.label] = _write(alias, permission, rows, unique)
    if site := known.get("sites.Site"):
        first = [] if _rows(alias, site).exists() else [SITE]
        found[site._meta.label] = _write(alias, site, first, ("domain",))
    return {label: count for label, count in found.items() if count}


def _write(
    alias: str, model: Model, rows: Iterable[dict[str, Any]], unique: tuple[str, ...]
) -> int:
    """Those that are not there yet, with as many columns as the table has."""
    there = set(_rows(alias, model).values_list(*unique))
    names = {field.attname for field in model._meta.concrete_fields}
    new = [
        model(**{name: value for name, value in row.items() if name in names})
        for row in rows
        if tuple(row[name] for name in unique) not in there
    ]
    _rows(alias, model).bulk_create(new)
    return len(new)


def _rows(alias: str, model: Model) -> Any:
    return model._base_manager.using(alias)


def _content_types(content_type: Model, registry: Apps) -> Iterator[dict[str, Any]]:
    for model in registry.get_models():
        options = model._meta
        yield {
            "app_label": options.app_label,
            "model": options.model_name,
            "name": str(options.verbose_name_raw)[:100],
        }


def _permissions(
    alias: str, content_type: Model, permission: Model, registry: Apps
) -> Iterator[dict[str, Any]]:
    keys = {
        (app_label, name): key
        for key, app_label, name in _rows(alias, content_type).values_list(
            "pk", "app_label", "model"
        )
    }
    room = _room(permission)
    for model in registry.get_models():
        options: Any = model._meta
        usual = (
            (f"{action}_{options.model_name}", f"Can {action} {options.verbose_name_raw}")
            for action in options.default_permissions
        )
        for codename, name in (*usual, *options.permissions):
            key = keys[options.app_label, options.model_name]
            yield {"content_type_id": key, "codename": codename, "name": name[:room]}


def _room(permission: Model) -> int | None:
    """How long the name of a permission may be: it was 50 once."""
    name: Any = permission._meta.get_field("name")
    return int(name.max_length) if name.max_length else None
