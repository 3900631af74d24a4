"""A campaign, and an attempt to contact a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from civicpulse.people.models import Household, Person
from civicpulse.tenants.models import TenantOwned


class Campaign(TenantOwned):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        CLOSED = "closed", "Closed"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    organisers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="campaigns"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "slug"], name="campaign_slug_unique"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ContactAttempt(TenantOwned):
    class Channel(models.TextChoices):
        DOOR = "door", "At the door"
        PHONE = "phone", "By phone"
        EMAIL = "email", "By e-mail"

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", "No answer"
        REACHED = "reached", "Reached"
        REFUSED = "refused", "Refused"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_attempts")
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, related_name="contact_attempts"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    note = models.TextField(blank=True)
    duration_seconds = models.PositiveIntegerField(default=0)
    needs_follow_up = models.BooleanField(default=False)
    follow_up_days = models.PositiveIntegerField(null=True, blank=True)
    attempted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (
            models.Index(fields=["person", "-attempted_at"], name="attempt_person_time_idx"),
            models.Index(fields=["household"], name="attempt_household_idx"),
            models.Index(fields=["campaign", "outcome"], name="attempt_campaign_outcome_idx"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.attempted_at:%Y-%m-%d}: {self.outcome}"
