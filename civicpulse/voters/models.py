"""A voter as registered, and the elections the voter took part in."""

from __future__ import annotations

from django.db import models

from civicpulse.people.models import Person
from civicpulse.tenants.models import TenantOwned


class VoterRecord(TenantOwned):
    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"
        MOVED = "moved", "Moved away"

    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="voter_record"
    )
    registration_number = models.CharField(max_length=32)
    precinct = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    registered_on = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "precinct"], name="voter_precinct_idx"),)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "registration_number"], name="voter_registration_unique"
            ),
        )

    def __str__(self) -> str:
        return self.registration_number


class Participation(models.Model):
    class Method(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        POSTAL = "postal", "By post"
        PROXY = "proxy", "By proxy"

    record = models.ForeignKey(VoterRecord, on_delete=models.CASCADE, related_name="participations")
    election = models.CharField(max_length=40)
    voted_on = models.DateField(null=True, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record", "election"], name="participation_once_per_election"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record}: {self.election}"
