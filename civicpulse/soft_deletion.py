"""Rows that are marked as deleted and hidden, but kept."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class LivingManager(models.Manager["SoftDeletion"]):
    """Sees only what has not been deleted."""

    def get_queryset(self) -> models.QuerySet[SoftDeletion]:
        return super().get_queryset().filter(deleted_at__isnull=True)


class SoftDeletion(models.Model):
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LivingManager()
    with_deleted = models.Manager()

    class Meta:
        abstract = True

    def soft_delete(self) -> None:
        self.deleted_at = timezone.now()
        self.save(update_fields=["deleted_at"])
