"""Views that say whether the process lives, and whether its database can be worked with."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from migration_safety.reading.graph.applied import applied

logger = logging.getLogger("migration_safety.health")

Check = dict[str, Any]


@require_safe
@never_cache
@transaction.non_atomic_requests  # else ATOMIC_REQUESTS would connect before the view is asked
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; no database is touched."""
    return JsonResponse({"status": "ok", "checks": {"process": {"status": "ok"}}})


@require_safe
@never_cache
@transaction.non_atomic_requests
def database(request: HttpRequest) -> JsonResponse:
    """The database named by ?database=ALIAS answers, and has applied all migrations."""
    alias = request.GET.get("database", DEFAULT_DB_ALIAS)
    if alias not in connections:
        return JsonResponse({"status": "error", "checks": {}, "error": "unknown alias"}, status=404)
    checks = examine(connections[alias])
    healthy = all(check["status"] == "ok" for check in checks.values())
    status = "ok" if healthy else "error"
    return JsonResponse({"status": status, "checks": checks}, status=200 if healthy else 503)


def examine(connection: BaseDatabaseWrapper) -> dict[str, Check]:
    """What fails is named by its class alone, since messages may hold hosts and passwords."""
    checks: dict[str, Check] = {}
    for name, check in (("database", read), ("migrations", migrations)):
        try:
            checks[name] = check(connection)
        except Exception as error:
            kind = type(error).__name__
            debugging = logger.isEnabledFor(logging.DEBUG)
            logger.warning("%s of %r: %s", name, connection.alias, kind, exc_info=debugging)
            checks[name] = {"status": "error", "error": kind}
            break
    return checks


def read(connection: BaseDatabaseWrapper) -> Check:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    latency = time.perf_counter() - started
    version = ".".join(str(part) for part in connection.get_database_version())
    return {
        "status": "ok",
        "vendor": connection.vendor,
        "version": version,
        "latency_ms": round(latency * 1000, 3),
    }


def migrations(connection: BaseDatabaseWrapper) -> Check:
    state = applied(connection)
    return {
        "status": "error" if state.unapplied else "ok",
        "schema_version": state.schema_version,
        "latest": state.latest,
        "applied": len(state.migrations),
        "unapplied": len(state.unapplied),
        "unknown": len(state.foreign),
    }
