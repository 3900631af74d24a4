"""The Django app: commands are found through INSTALLED_APPS; there are no models."""

from __future__ import annotations

from django.apps import AppConfig


class MigrationSafetyConfig(AppConfig):
    """Registers the management commands under the label `migration_safety`."""

    name = "migration_safety"
    verbose_name = "Migration safety"
