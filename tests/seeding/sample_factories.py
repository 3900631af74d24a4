"""Factories as projects write them, with what makes building them hard."""

from __future__ import annotations

import random
import secrets
import uuid
from datetime import date, datetime, timedelta

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory import fuzzy
from faker.providers import BaseProvider

from civicpulse.accounts.models import PasswordHistory, User
from civicpulse.audit.models import Entry
from civicpulse.cms.models import Document, Page
from civicpulse.outreach.models import Campaign
from civicpulse.people.models import Household, Person
from civicpulse.tenants.models import Tenant


class Extensions(BaseProvider):
    def extension(self) -> str:
        return f"ext. {self.random_digit()}"


factory.Faker.add_provider(Extensions)


class TenantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant
        django_get_or_create = ("slug",)

    name = factory.Faker("company")
    slug = factory.Sequence(lambda n: f"tenant-2024-{n}")


class HouseholdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Household

    tenant = factory.SubFactory(TenantFactory)
    name = factory.LazyAttribute(lambda row: f"At {row.tenant.slug}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    class Params:
        employed = factory.Trait(is_staff=True)
        nick = factory.Faker("word")

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda row: f"{row.username}@example.org")
    first_name = factory.LazyAttribute(lambda row: row.nick.title())
    last_name = factory.LazyAttribute(lambda row: row.nick.upper())
    job_title = factory.Maybe("is_staff", "Staff", "")
    password = factory.PostGenerationMethodCall("set_password", "secret")
    badge_number = factory.Sequence(lambda n: f"{n:09d}")
    membership = factory.RelatedFactory("no.such.Factory", factory_related_name="user")

    @factory.post_generation
    def saved(self, create: bool, extracted: object, **rest: object) -> None:
        self.save()


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        exclude = ("counted",)

    counted = factory.Sequence(lambda n: n)
    tenant = factory.SubFactory(TenantFactory)
    household = factory.SubFactory(
        HouseholdFactory,
        tenant=factory.SelfAttribute("..tenant"),
        city=factory.Iterator(["Ulm", "Bath", "Lund"]),
    )
    search_name = factory.LazyAttribute(lambda row: f"{row.given_name} of {row.household.city}")
    phone = factory.Faker("extension")
    external_ref = factory.LazyAttribute(lambda row: f"{row.tenant.slug}/{row.counted}")
    preferences = factory.Dict({"theme": "dark", "name": factory.SelfAttribute("..given_name")})
    given_name = factory.Iterator(["Ann", "Bob", "Cem"])
    tags = factory.LazyFunction(list)


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Page

    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: ["First", "Second"][n % 2])
    slug = factory.LazyAttributeSequence(lambda row, n: f"{row.title.lower()}-{n}")


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    # Seven million days ahead there is no date.
    starts_on = factory.Sequence(lambda n: date(2024, 1, 1) + timedelta(days=n))
    slug = factory.Sequence(lambda n: f"campaign-{n}")


class RestlessFactory(factory.django.DjangoModelFactory):
    """Asks chance and the clock in every way there is."""

    class Meta:
        model = Document

    public_id = factory.LazyFunction(uuid.uuid4)
    title = factory.Faker("sentence")
    file = factory.django.FileField(filename="paper.pdf")
    size = fuzzy.FuzzyInteger(1, 10**9)
    checksum = factory.LazyFunction(lambda: secrets.token_hex(16) + uuid.uuid1().hex)
    uploaded_at = factory.LazyFunction(timezone.now)


class EntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entry

    object_type = factory.LazyFunction(lambda: make_password("secret")[:100])
    object_id = factory.LazyFunction(lambda: f"{datetime.now().isoformat()}{random.random()}")
    changes = factory.LazyFunction(lambda: {"by": random.Random().random()})
    occurred_at = factory.Faker("past_datetime")
    source = factory.Transformer("web", transform=lambda text: f"<{text}>")


class HistoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PasswordHistory

    password = factory.django.Password("correct horse")


class GuestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PasswordHistory

    password = factory.django.Password(factory.Faker("password"))


class CountingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant

    name = factory.LazyFunction(lambda: f"Tenant {Tenant.objects.count()}")


class TooLongFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant

    kind = "a correct horse battery staple"


class EmptyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant

    name = None


class RaisingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant

    name = factory.LazyAttribute(lambda row: row.slug[1000])
    slug = "short"
