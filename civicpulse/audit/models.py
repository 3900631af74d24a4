"""One change somebody made: the table every other write ends in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from civicpulse.tenants.models import Tenant


class Entry(models.Model):
    class Action(models.TextChoices):
        CREATE = "create", "Create"
        UPDATE = "update", "Update"
        DELETE = "delete", "Delete"
        LOGIN = "login", "Log in"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty for what the platform itself does.",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    action = models.CharField(max_length=10, choices=Action.choices)
    source = models.CharField(max_length=16, db_default="web")
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=64)
    changes = models.JSONField(default=dict)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    occurred_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=["tenant", "-occurred_at"], name="audit_tenant_time_idx"),
            models.Index(fields=["object_type", "object_id"], name="audit_object_idx"),
            models.Index(fields=["ip_address", "-occurred_at"], name="audit_ip_time_idx"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
