"""The middleware that takes each request through the gate of its database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from migration_safety.conf import configuration
from migration_safety.gate.visit import Admission, Visit
from migration_safety.health import database, live

HEADER = "X-Migration-Safety-Gate"
# Between two questions of a request that is held.
PAUSE = 0.02
# They say whether the process lives, or what the database says: a gate must not answer for them.
HEALTH = {"live": live, "database": database, "database-live": live}
# RFC 9110, 15.5.20: sent to a server that is not the one for it; nothing was done.
MISDIRECTED = 421

Sync = Callable[[HttpRequest], HttpResponseBase]
Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class GateMiddleware:
    """To be named first of all: what others read or write must happen inside the gate.

    open: the request goes on, and the barrier waits for its end.  hold: it waits, GATE_WAIT
    seconds at most, then it gets 503.  refuse, and where the database cannot be asked: 421,
    before anything was done, so that nginx may send it to the other colour.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Sync | Async) -> None:
        settings = configuration()
        if not settings.gate_database:
            raise MiddlewareNotUsed
        self._respond = get_response
        self._alias, self._wait = settings.gate_database, settings.gate_wait
        self._look, self._prefixes = settings.gate_look, settings.gate_exempt
        self._async = iscoroutinefunction(get_response)
        if self._async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Sync and async alike, as the server wants it."""
        visit = Visit(self._alias, self._look)
        if visit.needless or self._is_exempt(request.path):
            return self._respond(request)
        if self._async:
            return self._visited_async(visit, request)
        return self._visited(visit, request)

    def _visited(self, visit: Visit, request: HttpRequest) -> HttpResponseBase:
        try:
            end = time.monotonic() + self._wait
            while (admission := visit.enter()) is Admission.HELD and time.monotonic() < end:
                time.sleep(PAUSE)
            response = _refusal(admission) or cast(Sync, self._respond)(request)
        except BaseException:
            visit.leave()
            raise
        if not _stays(visit, response):
            visit.leave()
        return response

    async def _visited_async(self, visit: Visit, request: HttpRequest) -> HttpResponseBase:
        # The thread of this request, in which its view meets the database, too.
        enter, leave = sync_to_async(visit.enter), sync_to_async(visit.leave)
        try:
            end = time.monotonic() + self._wait
            while (admission := await enter()) is Admission.HELD and time.monotonic() < end:
                await asyncio.sleep(PAUSE)
            response = _refusal(admission) or await cast(Async, self._respond)(request)
        except BaseException:
            await leave()
            raise
        if not _stays(visit, response):
            await leave()
        return response

    def _is_exempt(self, path: str) -> bool:
        return path in self._health or path.startswith(self._prefixes)

    @cached_property
    def _health(self) -> frozenset[str]:
        """Where the project has our health views."""
        included = (_address(f"migration_safety:{name}") for name in HEALTH)
        # Named so by the site's own addresses they may be views of anybody's.
        bare = (_address(name, view) for name, view in HEALTH.items())
        return frozenset({*included, *bare} - {""})


def _address(name: str, view: Callable[..., object] | None = None) -> str:
    """Where that name leads, "" where it leads nowhere or to another view."""
    try:
        path = reverse(name)
        return path if view is None or resolve(path).func is view else ""
    except (NoReverseMatch, Resolver404):
        return ""


def _stays(visit: Visit, response: HttpResponseBase) -> bool:
    """Have one that streams leave when the server closes it, also if its client has gone."""
    if response.streaming:
        # As Django does with what a request has opened; its stubs do not know it.
        response._resource_closers.append(visit.leave)  # type: ignore[attr-defined]
    return response.streaming


def _refusal(admission: Admission) -> HttpResponse | None:
    """The answer to who may not enter."""
    match admission:
        case Admission.ENTERED | Admission.UNGATED:
            return None
        case Admission.HELD:
            return _answer(503, "hold", "Please try again in a moment.")
        case Admission.REFUSED:
            return _answer(MISDIRECTED, "refuse", "The other side serves now.")
    return _answer(MISDIRECTED, "unreachable", "This side has lost its database.")


def _answer(status: int, why: str, text: str) -> HttpResponse:
    headers = {HEADER: why, "Retry-After": "1", "Cache-Control": "no-store"}
    return HttpResponse(text, "text/plain", status=status, headers=headers)
