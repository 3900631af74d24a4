"""The persons who share one front door."""

from __future__ import annotations

from django.db import models

from civicpulse.tenants.models import TenantOwned


class Household(TenantOwned):
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=16)
    city = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "postcode"], name="household_postcode_idx"),)

    def __str__(self) -> str:
        return self.name
