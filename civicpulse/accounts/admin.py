"""Users and their memberships in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from civicpulse.accounts.models import Membership, User


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    list_display = ("username", "email", "job_title", "badge_number", "is_staff")
    fieldsets = (
        *DjangoUserAdmin.fieldsets,
        ("At work", {"fields": ("job_title", "badge_number")}),
    )
    inlines = (MembershipInline,)
