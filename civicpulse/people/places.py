"""Places that exist, for factories: which postcodes a city has."""

from __future__ import annotations

import factory
from factory.fuzzy import FuzzyChoice

# A city, and the districts of its postcodes.
CITIES = {
    "Bristol": ("BS1", "BS3", "BS7"),
    "Cardiff": ("CF10", "CF24"),
    "Leeds": ("LS2", "LS6", "LS11"),
    "Manchester": ("M1", "M14", "M21"),
    "Norwich": ("NR1", "NR3"),
    "Sheffield": ("S1", "S7", "S10"),
}
PLACES = [(city, district) for city, districts in CITIES.items() for district in districts]


class Place(factory.Factory):
    """A city and a postcode that lies in it."""

    class Meta:
        abstract = True

    class Params:
        place = FuzzyChoice(PLACES)
        unit = factory.Faker("bothify", text="#??", letters="ABDEFGHJLNPQRSTUWXYZ")

    city = factory.LazyAttribute(lambda home: home.place[0])
    postcode = factory.LazyAttribute(lambda home: f"{home.place[1]} {home.unit}")
