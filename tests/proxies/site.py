"""One colour of a shop, for gunicorn: its orders are rows of the database in DATABASE_URL."""

from __future__ import annotations

import os
import time

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from civicpulse.database import from_url

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["migration_safety.gate.GateMiddleware"],
    INSTALLED_APPS=["migration_safety"],
    DATABASES={
        "default": from_url(os.environ["DATABASE_URL"])
        | {"CONN_MAX_AGE": None, "ATOMIC_REQUESTS": True}
    },
    MIGRATION_SAFETY={"GATE_LOOK": 0.1},
)


def order(request: HttpRequest) -> HttpResponse:
    """Keep what is ordered; ?wait=SECONDS is how long that takes."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders VALUES (%s)", [request.body.decode()])
    time.sleep(float(request.GET.get("wait", "0")))
    return HttpResponse(os.environ["COLOUR"])


urlpatterns = [path("order/", order), path("health/", include("migration_safety.urls"))]

django.setup()
application = WSGIHandler()
