"""Our addresses, then the project's own."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path

from migration_safety.flows.blue_green.rehearsal.served import views

# The settings of served.settings have it, and no others.
ADDRESSES = "REHEARSED_URLCONF"

urlpatterns = [
    re_path(r"^rehearsal/(?P<kind>[a-z]+)/(?P<number>-?[0-9]+)/$", views.answer),
    path("", include(getattr(settings, ADDRESSES))),
]
