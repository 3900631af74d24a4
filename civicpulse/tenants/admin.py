"""Tenants and their domains in the admin."""

from django.contrib import admin

from civicpulse.tenants.models import Domain, Tenant


class DomainInline(admin.TabularInline):
    model = Domain
    extra = 0


@admin.register(Tenant)
class TenantAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "time_zone", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "domains__host")
    prepopulated_fields = {"slug": ["name"]}
    inlines = (DomainInline,)
