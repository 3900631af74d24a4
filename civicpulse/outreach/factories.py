"""Campaigns, and attempts to contact persons, for tests."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Iterable

import factory
from django.utils.text import slugify

from civicpulse.accounts.factories import UserFactory
from civicpulse.accounts.models import User
from civicpulse.outreach.models import Campaign, ContactAttempt
from civicpulse.people.factories import PersonFactory
from civicpulse.tenants.factories import TenantFactory


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    class Params:
        theme = factory.Iterator(
            ("Safer streets", "Our libraries", "Get out the vote", "Clean air")
        )
        weeks = factory.Faker("pyint", min_value=2, max_value=26)
        has_end = factory.LazyAttribute(lambda campaign: campaign.status != Campaign.Status.DRAFT)

    tenant = factory.SubFactory(TenantFactory)
    name = factory.LazyAttribute(lambda campaign: f"{campaign.theme} {campaign.starts_on:%Y}")
    slug = factory.LazyAttributeSequence(lambda campaign, n: f"{slugify(campaign.name)}-{n}")
    status = factory.Faker(
        "random_element", elements=OrderedDict(draft=0.1, running=0.2, closed=0.7)
    )
    starts_on = factory.Faker("date_between", start_date="-3y")
    ends_on = factory.Maybe(
        "has_end",
        factory.LazyAttribute(
            lambda campaign: campaign.starts_on + datetime.timedelta(weeks=campaign.weeks)
        ),
        None,
    )

    @factory.post_generation
    def organisers(self: Campaign, create: bool, extracted: Iterable[User] | None) -> None:
        if create and extracted:
            self.organisers.set(extracted)


class ContactAttemptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContactAttempt

    class Params:
        is_answered = factory.LazyAttribute(
            lambda attempt: attempt.outcome != ContactAttempt.Outcome.NO_ANSWER
        )
        is_reached = factory.LazyAttribute(
            lambda attempt: attempt.outcome == ContactAttempt.Outcome.REACHED
        )

    tenant = factory.SelfAttribute("person.tenant")
    person = factory.SubFactory(PersonFactory)
    household = factory.SelfAttribute("person.household")
    campaign = factory.SubFactory(CampaignFactory, tenant=factory.SelfAttribute("..tenant"))
    made_by = factory.SubFactory(UserFactory)
    channel = factory.Faker(
        "random_element", elements=OrderedDict(door=0.45, phone=0.4, email=0.15)
    )
    outcome = factory.Faker(
        "random_element", elements=OrderedDict(no_answer=0.58, reached=0.34, refused=0.08)
    )
    note = factory.Maybe("is_answered", factory.Faker("sentence", nb_words=12), "")
    duration_seconds = factory.Maybe(
        "is_answered", factory.Faker("pyint", min_value=5, max_value=1800), 0
    )
    needs_follow_up = factory.Maybe(
        "is_reached", factory.Faker("boolean", chance_of_getting_true=25), False
    )
    follow_up_days = factory.Maybe("needs_follow_up", factory.Iterator((3, 7, 14, 30)), None)
    attempted_at = factory.Faker("date_time_between", start_date="-3y", tzinfo=datetime.UTC)
