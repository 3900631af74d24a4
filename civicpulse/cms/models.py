"""A page in the tree of a tenant's site, its revisions, and the documents it offers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from civicpulse.soft_deletion import SoftDeletion
from civicpulse.tenants.models import TenantOwned


class Document(TenantOwned):
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="documents/%Y/%m")
    size = models.PositiveBigIntegerField()
    checksum = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


class Page(TenantOwned, SoftDeletion):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        PUBLISHED = "published", "Published"

    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    body = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    position = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    documents = models.ManyToManyField(Document, blank=True, related_name="pages")

    class Meta:
        ordering = ("position", "title")
        indexes = (models.Index(fields=["tenant", "status"], name="page_tenant_status_idx"),)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "parent", "slug"], name="page_slug_unique_among_siblings"
            ),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(parent__isnull=True, slug="home", deleted_at__isnull=True),
                name="page_one_home_per_tenant",
            ),
        )

    def __str__(self) -> str:
        return self.title


class PageRevision(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="revisions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["page", "-saved_at"], name="revision_page_time_idx"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.saved_at:%Y-%m-%d %H:%M}"
