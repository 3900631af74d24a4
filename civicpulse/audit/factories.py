"""Entries of the audit log, for tests."""

from __future__ import annotations

import datetime
from collections import OrderedDict

import factory
from factory.fuzzy import FuzzyChoice

from civicpulse.accounts.factories import UserFactory
from civicpulse.audit.models import Entry
from civicpulse.tenants.factories import TenantFactory

# What somebody may change of an object: a field, its old and its new value.
CHANGES = {
    "people.person": ("do_not_contact", False, True),
    "people.household": ("street", "1 Mill Lane", "2 Mill Lane"),
    "outreach.campaign": ("status", "draft", "running"),
    "outreach.contactattempt": ("needs_follow_up", True, False),
    "voters.voterrecord": ("status", "active", "moved"),
}


def changes(action: str, object_type: str) -> dict[str, list[object]]:
    """What an entry of that action says: of what is made there is no old value, and so on."""
    if action == Entry.Action.LOGIN:
        return {"session": [None, "open"]}
    field, old, new = CHANGES[object_type]
    values = {
        Entry.Action.CREATE: [None, new],
        Entry.Action.UPDATE: [old, new],
        Entry.Action.DELETE: [old, None],
    }
    return {field: values[Entry.Action(action)]}


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    class Params:
        is_login = factory.LazyAttribute(lambda entry: entry.action == Entry.Action.LOGIN)
        is_from_browser = factory.LazyAttribute(lambda entry: entry.source == "web")

    tenant = factory.SubFactory(TenantFactory)
    actor = factory.SubFactory(UserFactory)
    action = factory.Faker(
        "random_element",
        elements=OrderedDict(create=0.25, update=0.5, delete=0.05, login=0.2),
    )
    source = factory.Maybe(
        "is_login",
        "web",
        factory.Faker("random_element", elements=OrderedDict(web=0.8, api=0.15, job=0.05)),
    )
    object_type = factory.Maybe("is_login", "accounts.user", FuzzyChoice(CHANGES))
    object_id = factory.Faker("numerify", text="%####")
    changes = factory.LazyAttribute(lambda entry: changes(entry.action, entry.object_type))
    ip_address = factory.Maybe("is_from_browser", factory.Faker("ipv4_public"), None)
    user_agent = factory.Maybe("is_from_browser", factory.Faker("user_agent"), "")
    occurred_at = factory.Faker("date_time_between", start_date="-3y", tzinfo=datetime.UTC)
