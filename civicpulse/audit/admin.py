"""The audit log in the admin: to be read, never to be changed."""

from django.contrib import admin
from django.http import HttpRequest

from civicpulse.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ("occurred_at", "tenant", "actor", "action", "object_type", "object_id")
    list_filter = ("action", "source")
    list_select_related = ("tenant", "actor")
    search_fields = ("=object_id", "=ip_address")
    date_hierarchy = "occurred_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
