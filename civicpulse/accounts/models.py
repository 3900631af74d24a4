"""A user, the tenants the user works for, and the user's former passwords."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from civicpulse.tenants.models import Tenant, TenantOwned


class User(AbstractUser):
    tenants = models.ManyToManyField(Tenant, through="Membership", related_name="users")
    job_title = models.CharField(max_length=150, blank=True)
    badge_number = models.CharField(max_length=20, unique=True, null=True, blank=True)


class Membership(TenantOwned):
    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"
        CANVASSER = "canvasser", "Canvasser"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CANVASSER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_once_per_tenant"),
        )

    def __str__(self) -> str:
        return f"{self.user} at {self.tenant}: {self.role}"


class PasswordHistory(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="former_passwords"
    )
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["user", "-set_at"], name="password_user_set_at_idx"),)
        verbose_name_plural = "password history"

    def __str__(self) -> str:
        return f"{self.user}, {self.set_at:%Y-%m-%d}"
