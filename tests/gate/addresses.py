"""A site whose views say whether they are inside the gate of the alias "gated"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import include, path

from migration_safety.databases.postgresql.gate.barrier import INSIDE
from migration_safety.databases.postgresql.gate.words import KEY

asked: list[str] = []


def inside() -> str:
    """How many are, told by the connection that the request has itself."""
    with connections["gated"].cursor() as cursor:
        cursor.execute(INSIDE, {"key": KEY})
        return str(len(cursor.fetchall()))


def plain(request: HttpRequest) -> HttpResponse:
    asked.append(request.path)
    return HttpResponse(inside())


def broken(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError(inside())


def closing(request: HttpRequest) -> HttpResponse:
    connections["gated"].close()
    return HttpResponse(inside())


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        yield inside()
        yield inside()

    return StreamingHttpResponse(parts())


async def waiting(request: HttpRequest) -> HttpResponse:
    asked.append(request.path)
    return HttpResponse(await sync_to_async(inside)())


async def dawdling(request: HttpRequest) -> HttpResponse:
    asked.append(await sync_to_async(inside)())
    await asyncio.sleep(60)
    return HttpResponse()


async def flowing(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[str]:
        yield await sync_to_async(inside)()

    return StreamingHttpResponse(parts())


urlpatterns = [
    path("plain/", plain),
    path("broken/", broken),
    path("closing/", closing),
    path("streaming/", streaming),
    path("waiting/", waiting),
    path("flowing/", flowing),
    path("dawdling/", dawdling),
    path("health/", include("migration_safety.urls")),
]
