"""A word a tenant groups its persons by."""

from __future__ import annotations

from django.db import models

from civicpulse.tenants.models import TenantOwned


class Tag(TenantOwned):
    slug = models.SlugField(max_length=50)
    label = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "slug"], name="tag_slug_once_per_tenant"),
        )

    def __str__(self) -> str:
        return self.label
