"""The releases of civicpulse, oldest first: which migration of each app a release ends at."""

from __future__ import annotations

RELEASES: dict[str, dict[str, str]] = {
    "2025.02": {
        "tenants": "0001_squashed_0003_tenant_public_id",
        "accounts": "0002_membership",
        "people": "0003_person_name_index",
        "outreach": "0001_initial",
        "voters": "0001_initial",
        "audit": "0001_initial",
        "cms": "0001_initial",
    },
    "2025.07": {
        "tenants": "0004_tenant_time_zone",
        "accounts": "0003_passwordhistory",
        "people": "0004_alter_address_options_alter_person_options_and_more",
        "outreach": "0003_contactattempt_duration_seconds",
        "voters": "0002_participation",
        "audit": "0002_entry_user_agent",
        "cms": "0002_document",
    },
    "2025.12": {
        "tenants": "0004_tenant_time_zone",
        "accounts": "0004_widen_user_job_title",
        "people": "0006_person_search_index",
        "outreach": "0004_attempt_person_time_index",
        "voters": "0004_forget_party_code",
        "audit": "0003_entry_source",
        "cms": "0003_rename_page_index",
    },
    "2026.05": {
        "tenants": "0005_domain_one_primary_per_tenant",
        "accounts": "0004_widen_user_job_title",
        "people": "0012_person_language_not_null",
        "outreach": "0008_attempt_household_index",
        "voters": "0005_drop_party_code",
        "audit": "0004_entry_object_index",
        "cms": "0004_alter_page_status",
    },
    "2026.10": {
        "tenants": "0005_domain_one_primary_per_tenant",
        "accounts": "0005_user_badge_number",
        "people": "0014_person_search_name",
        "outreach": "0010_contactattempt_follow_up",
        "voters": "0006_big_ids",
        "audit": "0005_platform_entries",
        "cms": "0006_remove_page_legacy_path",
    },
}

NEWEST = list(RELEASES)[-1]
IN_PRODUCTION = list(RELEASES)[-2]
