"""A person a tenant is in touch with."""

from __future__ import annotations

import datetime
import uuid

from django.db import models

from civicpulse.people.models.household import Household
from civicpulse.people.models.tag import Tag
from civicpulse.soft_deletion import SoftDeletion
from civicpulse.tenants.models import TenantOwned


class Person(TenantOwned, SoftDeletion):
    class Gender(models.TextChoices):
        FEMALE = "f", "Female"
        MALE = "m", "Male"
        DIVERSE = "x", "Diverse"
        UNKNOWN = "", "Not stated"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    external_ref = models.CharField(max_length=64, null=True, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="persons"
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    preferred_name = models.CharField(max_length=100, null=True, blank=True)
    search_name = models.CharField(max_length=210, null=True, editable=False)
    pronouns = models.CharField(max_length=40, null=True, blank=True)
    gender = models.CharField(
        max_length=1, choices=Gender.choices, blank=True, help_text="As the person states it."
    )
    date_of_birth = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=32, blank=True)
    do_not_contact = models.BooleanField(db_default=False)
    preferences = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="persons")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("family_name", "given_name")
        verbose_name_plural = "people"
        indexes = (
            models.Index(fields=["tenant", "family_name", "given_name"], name="person_name_idx"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(date_of_birth__gte=datetime.date(1850, 1, 1)),
                name="person_born_after_1850",
            ),
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(email=""),
                name="person_living_email_unique",
            ),
            models.UniqueConstraint(
                fields=["tenant", "external_ref"], name="person_external_ref_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.preferred_name or self.given_name} {self.family_name}"
