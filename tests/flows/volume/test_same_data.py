"""The same seed gives the same data: whatever the number of workers, whatever the database."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.plugins.civic import Civic

TABLES = (
    "accounts_user",
    "tenants_tenant",
    "people_person",
    "audit_entry",
    "outreach_contactattempt",
    "voters_voterrecord",
)
# Two chunks of audit.Entry, and indexes that are dropped and built again.
ASKED = ("--profile", "report")
DUMP = """
import json
from civicpulse.accounts.models import User
from civicpulse.audit.models import Entry
from civicpulse.people.models import Person
from django.core.serializers.json import DjangoJSONEncoder

found = {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}
print(json.dumps(found, cls=DjangoJSONEncoder, sort_keys=True))
""".replace("MODELS", "(User, Person, Entry)")


def values(civic: Civic) -> dict[str, list[dict[str, object]]]:
    """What Django reads from three of the tables."""
    done = civic.run("shell", "--verbosity", "0", "--command", DUMP)
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_data(new_civic: Callable[[], Civic]) -> None:
    filled = [new_civic() for _ in range(3)]
    for workers, civic in enumerate(filled, 1):
        civic.seeded(*ASKED, "--workers", str(workers))
    first, *others = [civic.digest(*TABLES) for civic in filled]
    assert first[3][0] == 62_600
    assert others == [first, first]


def test_another_seed_gives_other_data(new_civic: Callable[[], Civic]) -> None:
    one, two = new_civic(), new_civic()
    one.seeded("people", "--scale", "0.1", "--seed", "1")
    two.seeded("people", "--scale", "0.1", "--seed", "2")
    (first,), (second,) = one.digest("people_person"), two.digest("people_person")
    assert first[0] == second[0] == 100
    assert first != second


def test_what_else_is_filled_changes_nothing(new_civic: Callable[[], Civic]) -> None:
    alone, among = new_civic(), new_civic()
    alone.seeded("--rows", "people.Person=100", "--rows", "tenants.Tenant=5")
    among.seeded("people.Person", "cms", "--scale", "0.1", "--rows", "tenants.Tenant=5")
    columns = "SELECT count(*), md5(string_agg(public_id::text, ',' ORDER BY id)) FROM {}"
    assert alone.one(columns, "people_person") == among.one(columns, "people_person")


def test_sqlite_and_postgresql_get_the_same_data(civic: Civic, sqlite_civic: Civic) -> None:
    for each in (civic, sqlite_civic):
        each.seeded("--profile", "report", "--scale", "0.02")
    ours, theirs = values(civic), values(sqlite_civic)
    assert len(ours["Entry"]) == 1_252
    assert ours == theirs
