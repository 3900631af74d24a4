"""Voters as registered, and the elections they took part in, for tests."""

from __future__ import annotations

import datetime
from collections import OrderedDict

import factory
from factory.fuzzy import FuzzyChoice

from civicpulse.people.factories import PersonFactory
from civicpulse.voters.models import Participation, VoterRecord

ELECTIONS = {
    "Local elections 2023": datetime.date(2023, 5, 4),
    "Local elections 2024": datetime.date(2024, 5, 2),
    "General election 2024": datetime.date(2024, 7, 4),
    "Local elections 2025": datetime.date(2025, 5, 1),
}


class VoterRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VoterRecord

    tenant = factory.SelfAttribute("person.tenant")
    person = factory.SubFactory(PersonFactory)
    registration_number = factory.Sequence(lambda n: f"GB{n:010}")
    precinct = factory.Faker("bothify", text="?%#", letters="ABCDEFGH")
    status = factory.Faker(
        "random_element", elements=OrderedDict(active=0.85, inactive=0.1, moved=0.05)
    )
    registered_on = factory.Faker("date_between", start_date="-20y")


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    record = factory.SubFactory(VoterRecordFactory)
    election = FuzzyChoice(ELECTIONS)
    voted_on = factory.LazyAttribute(lambda vote: ELECTIONS[vote.election])
    method = factory.Faker(
        "random_element", elements=OrderedDict(in_person=0.75, postal=0.22, proxy=0.03)
    )
