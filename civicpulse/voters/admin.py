"""The register of voters in the admin."""

from django.contrib import admin

from civicpulse.voters.models import Participation, VoterRecord


class ParticipationInline(admin.TabularInline):
    model = Participation
    extra = 0


@admin.register(VoterRecord)
class VoterRecordAdmin(admin.ModelAdmin):
    list_display = ("registration_number", "tenant", "precinct", "status", "registered_on")
    list_filter = ("status", "tenant")
    search_fields = ("registration_number",)
    autocomplete_fields = ("person",)
    inlines = (ParticipationInline,)
