"""The health views, to be included under an address of the project's choice."""

from __future__ import annotations

from django.urls import path

from migration_safety import health

app_name = "migration_safety"

urlpatterns = [
    path("live/", health.live, name="live"),
    path("db/", health.database, name="database"),
    path("db/live/", health.live, name="database-live"),
]
