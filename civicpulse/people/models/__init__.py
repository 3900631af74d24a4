"""Persons, where they live, and how a tenant groups them."""

from civicpulse.people.models.address import Address
from civicpulse.people.models.household import Household
from civicpulse.people.models.person import Person
from civicpulse.people.models.tag import Tag

__all__ = ["Address", "Household", "Person", "Tag"]
