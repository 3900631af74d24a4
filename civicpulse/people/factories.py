"""Persons, their households, addresses and tags, for tests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import factory
from django.utils.text import slugify

from civicpulse.people.models import Address, Household, Person, Tag
from civicpulse.people.places import Place
from civicpulse.tenants.factories import TenantFactory

PRONOUNS = {"f": "she/her", "m": "he/him", "x": "they/them"}


class HouseholdFactory(Place, factory.django.DjangoModelFactory):
    class Meta:
        model = Household

    class Params:
        family_name = factory.Faker("last_name", locale="en_GB")

    tenant = factory.SubFactory(TenantFactory)
    name = factory.LazyAttribute(lambda household: f"The {household.family_name} household")
    street = factory.Faker("street_address", locale="en_GB")


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tag

    tenant = factory.SubFactory(TenantFactory)
    label = factory.Sequence(lambda n: f"Ward {n}")
    slug = factory.LazyAttribute(lambda tag: slugify(tag.label))


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    class Params:
        is_man = factory.LazyAttribute(lambda person: person.gender == Person.Gender.MALE)
        is_imported = factory.Faker("boolean", chance_of_getting_true=30)
        has_nickname = factory.Faker("boolean", chance_of_getting_true=8)

    tenant = factory.SubFactory(TenantFactory)
    household = factory.SubFactory(HouseholdFactory, tenant=factory.SelfAttribute("..tenant"))
    public_id = factory.Faker("uuid4", cast_to=None)
    external_ref = factory.Maybe("is_imported", factory.Sequence(lambda n: f"IMP-{n:08}"), None)
    gender = factory.Faker(
        "random_element",
        elements=OrderedDict([("f", 0.45), ("m", 0.43), ("x", 0.02), ("", 0.1)]),
    )
    pronouns = factory.LazyAttribute(lambda person: PRONOUNS.get(person.gender))
    given_name = factory.Maybe(
        "is_man",
        factory.Faker("first_name_male", locale="en_GB"),
        factory.Faker("first_name_female", locale="en_GB"),
    )
    family_name = factory.Faker("last_name", locale="en_GB")
    preferred_name = factory.Maybe(
        "has_nickname", factory.LazyAttribute(lambda person: person.given_name[:3]), None
    )
    search_name = factory.LazyAttribute(
        lambda person: f"{person.given_name} {person.family_name}".lower()
    )
    date_of_birth = factory.Faker("date_of_birth", minimum_age=18, maximum_age=95)
    language = factory.Faker(
        "random_element", elements=OrderedDict(en=0.86, cy=0.04, pl=0.04, ur=0.03, pa=0.03)
    )
    email = factory.LazyAttributeSequence(
        lambda person, n: (
            f"{slugify(person.given_name)}.{slugify(person.family_name)}.{n}@example.org"
        )
    )
    phone = factory.Faker("numerify", text="+44 7700 900###")
    do_not_contact = factory.Faker("boolean", chance_of_getting_true=3)
    preferences = factory.LazyAttribute(lambda person: {"newsletter": not person.do_not_contact})

    @factory.post_generation
    def tags(self: Person, create: bool, extracted: Iterable[Tag] | None) -> None:
        if create and extracted:
            self.tags.set(extracted)


class AddressFactory(Place, factory.django.DjangoModelFactory):
    class Meta:
        model = Address

    class Params:
        is_flat = factory.Faker("boolean", chance_of_getting_true=20)

    person = factory.SubFactory(PersonFactory)
    kind = factory.Iterator(Address.Kind.values)
    line_1 = factory.Faker("street_address", locale="en_GB")
    line_2 = factory.Maybe("is_flat", factory.Faker("numerify", text="Flat %"), "")
    is_primary = factory.LazyAttribute(lambda address: address.kind == Address.Kind.HOME)
