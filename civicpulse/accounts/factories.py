"""Users, what they are to a tenant, and their former passwords, for tests."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Iterable

import factory
from django.utils.text import slugify

from civicpulse.accounts.models import Membership, PasswordHistory, User
from civicpulse.tenants.factories import TenantFactory
from civicpulse.tenants.models import Tenant

# "correct horse", hashed once: hashing takes the better part of a second, by intent.
PASSWORD = "pbkdf2_sha256$1000000$civicpulse$pJpuw1DwNLszWq6xnvcfi+qlKyS1RvroI6MFOA62g2U="
FORMER = (
    "pbkdf2_sha256$870000$civicpulse$B5Bc/4kkiBlOI6IdOlSxIpQQBQi52hfmW1NgM1tw5eg=",
    "pbkdf2_sha256$600000$civicpulse$e6gqjo/6iP/jG+Cvus/UqnvhAMmlj++/O/LpG2AQsgo=",
)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Faker("first_name", locale="en_GB")
    last_name = factory.Faker("last_name", locale="en_GB")
    username = factory.LazyAttributeSequence(
        lambda user, n: f"{slugify(user.first_name)}.{slugify(user.last_name)}.{n}"
    )
    email = factory.LazyAttribute(lambda user: f"{user.username}@civicpulse.example")
    password = PASSWORD
    job_title = factory.Faker("job", locale="en_GB")
    is_staff = factory.Faker("boolean", chance_of_getting_true=10)
    badge_number = factory.Maybe("is_staff", factory.Sequence(lambda n: f"CP-{n:06}"), None)
    date_joined = factory.Faker("date_time_between", start_date="-3y", tzinfo=datetime.UTC)

    @factory.post_generation
    def tenants(self: User, create: bool, extracted: Iterable[Tenant] | None) -> None:
        for tenant in extracted or ():
            MembershipFactory.create(user=self, tenant=tenant)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    tenant = factory.SubFactory(TenantFactory)
    user = factory.SubFactory(UserFactory)
    role = factory.Faker(
        "random_element", elements=OrderedDict(owner=0.05, editor=0.25, canvasser=0.7)
    )


class PasswordHistoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PasswordHistory

    user = factory.SubFactory(UserFactory)
    password = factory.Iterator(FORMER)
