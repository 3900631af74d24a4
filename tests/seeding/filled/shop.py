"""An app whose models come and go with each test."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig, apps
from django.db import connection, models

LABEL = "shop"
INSTALLED = ("django.contrib.contenttypes", "django.contrib.postgres", f"{__name__}.Shop")

Model = type[models.Model]


class Shop(AppConfig):
    name = __name__
    label = LABEL


def model(
    label: str, /, *bases: type, meta: dict[str, object] | None = None, **fields: object
) -> Model:
    """A model of the app."""
    options = type("Meta", (), {"app_label": LABEL, **(meta or {})})
    members = {"__module__": __name__, "Meta": options, **fields}
    return type(label, bases or (models.Model,), members)


def forget() -> None:
    """Models that were made before are gone."""
    apps.all_models[LABEL].clear()
    apps.clear_cache()


def create(made: Sequence[Model]) -> None:
    """Their tables; those of Django's content types as well."""
    content_type = apps.get_model("contenttypes", "ContentType")
    with connection.schema_editor() as editor:
        editor.create_model(content_type)
        for each in made:
            if not each._meta.proxy:
                editor.create_model(each)
    for each in made:
        content_type._default_manager.create(app_label=LABEL, model=each._meta.model_name)
