"""What civicpulse accepts of its history, in a comment and in its ledger, is still there."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.project import ROOT

NOBODY = "postgresql://nobody@127.0.0.1:1/none"


def test_all_that_is_accepted_is_found_and_nothing_about_it_is_wrong() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check_migration_safety", "--all", "--format", "json"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "civicpulse.settings", "DATABASE_URL": NOBODY},
        capture_output=True,
        text=True,
        check=False,
    )
    findings = json.loads(done.stdout)["findings"]
    accepted = {(each["migration"], each["rule"]) for each in findings if each["suppressed"]}
    assert accepted == {
        ("0002_remove_content_type_name", "MS302"),
        ("0005_domain_one_primary_per_tenant", "MS101"),
    }
    assert [each["message"] for each in findings if each["rule"].startswith("MS73")] == []
