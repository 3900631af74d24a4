"""What the load asks for: a write in one transaction, a read, a look at what has been written."""

from __future__ import annotations

from functools import cache

from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.csrf import csrf_exempt

from migration_safety.databases.postgresql.observe.complaint import complaint
from migration_safety.databases.postgresql.rehearsing.workload import is_there, where, write
from migration_safety.flows.blue_green.rehearsal.load.answer import GONE, Kind
from migration_safety.flows.blue_green.rehearsal.load.exchange import ERROR, SIDE
from migration_safety.flows.blue_green.rehearsal.served.objects import Objects
from migration_safety.flows.blue_green.rehearsal.served.orders import given
from migration_safety.reading.releases.models import models_without


@csrf_exempt
@transaction.non_atomic_requests
def answer(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """200 once it is done and committed; 410 for what is not there."""
    if kind not in tuple(Kind):
        return HttpResponseNotFound()
    try:
        (status, side), error = _done(Kind(kind), int(number)), ""
    except Exception as raised:
        # Whatever the project's own code raises; the client writes down what it was.
        status, side, error = 500, "", complaint(raised)
    return HttpResponse(status=status, headers={SIDE: side, ERROR: error})


def _done(kind: Kind, number: int) -> tuple[int, str]:
    """With the side of the database that it was done on: behind a pooler the code does not know."""
    alias, status = given().alias, 200
    # A transaction is on one side from its beginning to its end.
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if kind is Kind.READ:
            _objects().read(number)
        elif kind is Kind.RECENT:
            status = 200 if number < 0 or is_there(cursor, number) else GONE
        else:
            if kind is Kind.SAVE:
                _objects().save(number)
            elif kind is Kind.CREATE:
                _objects().create(number)
            write(cursor, number)
        return status, where(cursor)


@cache
def _objects() -> Objects:
    orders = given()
    return Objects(models_without(orders.without), orders.tables, orders.alias)
