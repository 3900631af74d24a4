"""What the gate costs a request: python -m tests.benchmarks.gate postgresql://.../empty_database

Each figure is the median of many calls on one connection, in microseconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import django
import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from civicpulse.database import from_url
from migration_safety.databases.postgresql.gate.row import install, remove
from migration_safety.databases.postgresql.gate.words import ENTER, LEAVE

CALLS = 3000


def median(call: Callable[[], object]) -> float:
    """Microseconds."""
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1e6


def show(what: str, call: Callable[[], object]) -> None:
    print(f"{what:58} {median(call):8.1f}")


def middleware(look: float) -> Callable[[], object]:
    """One request through it, to a view that does nothing."""
    from migration_safety.gate import GateMiddleware
    from migration_safety.gate.presence import forget

    forget()
    settings.MIGRATION_SAFETY = {"GATE_LOOK": look}
    through = GateMiddleware(lambda request: HttpResponse())
    request = HttpRequest()
    request.path = "/"
    return lambda: through(request)


def main(url: str) -> None:
    database = from_url(url) | {"CONN_MAX_AGE": None}
    settings.configure(DATABASES={"default": database}, ROOT_URLCONF="migration_safety.urls")
    django.setup()
    with psycopg.connect(url, autocommit=True) as connection:
        show("SELECT 1, SELECT 1", lambda: [connection.execute("SELECT 1") for _ in range(2)])
        show("no middleware", HttpResponse)
        show("no gate, known for a second", middleware(1.0))
        show("no gate, looked for each time", middleware(0.0))
        install(connection, [])
        show("lock and row, unlock", lambda: (connection.execute(ENTER), connection.execute(LEAVE)))
        show("an open gate, in and out", middleware(1.0))
        remove(connection)


if __name__ == "__main__":
    main(sys.argv[1])
