"""Floors a and b: civicpulse's factories, row by row, or built and written by bulk_create.

Runs in `manage.py shell`, where Django is set up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

from django.conf import settings
from factory.declarations import Iterator as Cycle

from civicpulse.accounts.factories import PasswordHistoryFactory, UserFactory
from civicpulse.audit.factories import EntryFactory
from civicpulse.outreach.factories import ContactAttemptFactory
from civicpulse.people.factories import PersonFactory
from civicpulse.tenants.factories import TenantFactory
from civicpulse.voters.factories import VoterRecordFactory

BATCH = 5_000
REPORT: dict[str, Any] = settings.MIGRATION_SAFETY["PROFILES"]["report"]

# (factory, rows, what they belong to) -> the rows
Way = Callable[..., list[Any]]


def main(way: str, fraction: float) -> None:
    """Write that fraction of the rows of `report`; print the seconds that they took.

    Those of the start are left out: what is extrapolated must not hold what happens once.
    """
    warm_up()
    start, cpu = perf_counter(), _cpu()
    rows = fill({"create": create, "bulk": bulk}[way], fraction)
    print(json.dumps({"rows": rows, "wall": perf_counter() - start, "client": _cpu() - cpu}))


def create(factory: Any, rows: int, **parents: object) -> list[Any]:
    """As tests do."""
    return list(factory.create_batch(rows, **parents))


def bulk(factory: Any, rows: int, **parents: object) -> list[Any]:
    """As those do who find that slow: memory holds a batch at a time, but for what is returned."""
    made: list[Any] = []
    for size in _batches(rows):
        built = factory.build_batch(size, **parents)
        made += factory._meta.model._default_manager.bulk_create(built, batch_size=BATCH)
    return made


def fill(way: Way, fraction: float) -> int:
    """The tables of `report`, keys drawn from rows that exist; how many rows."""
    tenants = way(TenantFactory, REPORT["tenants"])

    def rows(label: str) -> int:
        return max(1, round(REPORT["rows"][label] * fraction))

    users = way(UserFactory, rows("accounts.User"))
    persons = way(PersonFactory, rows("people.Person"), tenant=Cycle(tenants), household=None)
    way(VoterRecordFactory, rows("voters.VoterRecord"), person=Cycle(persons))
    way(
        ContactAttemptFactory,
        rows("outreach.ContactAttempt"),
        person=Cycle(persons),
        campaign=None,
        made_by=Cycle(users),
    )
    way(PasswordHistoryFactory, rows("accounts.PasswordHistory"), user=Cycle(users))
    way(EntryFactory, rows("audit.Entry"), tenant=Cycle(tenants), actor=Cycle(users))
    return sum(map(rows, REPORT["rows"]))


def warm_up() -> None:
    """Faker reads its providers and words with the first row of each kind."""
    for factory in (UserFactory, PersonFactory, ContactAttemptFactory, EntryFactory):
        factory.build_batch(20)


def _batches(rows: int) -> Iterator[int]:
    yield from [BATCH] * (rows // BATCH)
    if rows % BATCH:
        yield rows % BATCH


def _cpu() -> float:
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
