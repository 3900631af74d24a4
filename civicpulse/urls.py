"""The addresses civicpulse answers at."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", include("migration_safety.urls")),
]
