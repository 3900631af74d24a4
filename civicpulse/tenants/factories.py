"""Tenants and their domains, for tests."""

from __future__ import annotations

import factory
from django.utils.text import slugify

from civicpulse.tenants.models import Domain, Tenant

NAMES = {
    Tenant.Kind.MUNICIPALITY: "{} Town Council",
    Tenant.Kind.ASSOCIATION: "{} Residents' Association",
    Tenant.Kind.CAMPAIGN: "Forward {}",
}


class TenantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenant

    class Params:
        town = factory.Faker("city", locale="en_GB")

    public_id = factory.Faker("uuid4", cast_to=None)
    kind = factory.Iterator(Tenant.Kind.values)
    name = factory.LazyAttribute(lambda tenant: NAMES[tenant.kind].format(tenant.town))
    slug = factory.LazyAttributeSequence(lambda tenant, n: f"{slugify(tenant.name)}-{n}")
    time_zone = factory.Iterator(("Europe/London", "Europe/Dublin", "UTC"))
    settings = factory.Dict({"newsletter": factory.Faker("boolean"), "week_starts_on": "monday"})


class DomainFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Domain

    tenant = factory.SubFactory(TenantFactory)
    host = factory.Sequence(lambda n: f"office{n}.civicpulse.example")
    is_primary = factory.Faker("boolean", chance_of_getting_true=40)
