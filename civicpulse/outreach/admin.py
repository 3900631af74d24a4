"""Campaigns and contact attempts in the admin."""

from django.contrib import admin

from civicpulse.outreach.models import Campaign, ContactAttempt


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    list_display = ("name", "tenant", "status", "starts_on", "ends_on")
    list_filter = ("status", "tenant")
    search_fields = ("name",)
    filter_horizontal = ("organisers",)


@admin.register(ContactAttempt)
class ContactAttemptAdmin(admin.ModelAdmin):
    list_display = ("attempted_at", "person", "channel", "outcome", "made_by", "needs_follow_up")
    list_filter = ("channel", "outcome", "needs_follow_up")
    list_select_related = ("person", "made_by")
    autocomplete_fields = ("person", "household", "campaign")
    date_hierarchy = "attempted_at"
