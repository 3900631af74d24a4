"""Pages and documents in the admin."""

from django.contrib import admin

from civicpulse.cms.models import Document, Page


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ("title", "tenant", "parent", "status", "position", "published_at")
    list_filter = ("status", "tenant")
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ("parent", "documents")


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    list_display = ("title", "tenant", "size", "uploaded_by", "uploaded_at")
    search_fields = ("title", "checksum")
