"""Persons, households and tags in the admin."""

from django.contrib import admin

from civicpulse.people.models import Address, Household, Person, Tag


class AddressInline(admin.StackedInline):
    model = Address
    extra = 0


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("family_name", "given_name", "tenant", "email", "do_not_contact")
    list_filter = ("tenant", "gender", "do_not_contact")
    search_fields = ("family_name", "given_name", "email", "external_ref")
    autocomplete_fields = ("household", "tags")
    date_hierarchy = "created_at"
    inlines = (AddressInline,)


@admin.register(Household)
class HouseholdAdmin(admin.ModelAdmin):
    list_display = ("name", "street", "postcode", "city", "tenant")
    search_fields = ("name", "postcode")


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("label", "slug", "tenant")
    search_fields = ("label", "slug")
