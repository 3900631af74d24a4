"""How far the "Instead" of each rule is proven: run on a server, judged by all rules, or parsed."""

from __future__ import annotations

from functools import cache
from typing import Any

from migration_safety.core.finding import Finding
from tests.rules.fixture import Fixture
from tests.rules.test_remedies import CASES, remedy_of
from tests.safe_forms import forms, larger

# Rules whose remedy leaves to its reader what these write out: the migration that is safe.
WRITTEN_OUT: dict[str, Any] = {
    "MS105": forms.ForeignKeyValidated,
    "MS118": larger.PartitionAttached,
    "MS209": larger.WidenedWithoutTheCheck,
    "MS504": larger.FilledInBatches,
}
# Rules whose remedy is not run, though it could be read as migrations.
NOT_RUN = {
    "MS105": "its first step is a comment",
    "MS111": "an exclusion of this kind needs btree_gist, which the embedded server lacks",
    "MS209": "one of its steps is a comment",
    "MS211": "its column has the type that only its reader knows",
    "MS405": "its fixture has a table that no migration makes",
    "MS406": "its fixture drops what nothing has made",
    "MS507": "its fixture fails, which is what the rule is about",
    "MS606": "its fixture fails, which is what the rule is about",
    "MS610": "it gives the work a limit of its own, and leaves it as it is",
    "MS802": "its fixture names a role that nothing has made",
    "MS805": "its fixture names a trigger that nothing has made",
    "MS809": "its fixture names a function that nothing has made",
}


@cache
def written() -> dict[str, tuple[Fixture, Finding]]:
    """By rule, the first finding in its fixture whose remedy is migrations, complete."""
    found: dict[str, tuple[Fixture, Finding]] = {}
    for case in CASES:
        fixture, finding = case.values
        if finding.rule not in found and complete(fixture, finding):
            found[finding.rule] = fixture, finding
    return found


def complete(fixture: Fixture, finding: Finding) -> bool:
    """Whether it is one or more migrations, and leaves nothing to its reader."""
    return "..." not in finding.remedy and bool(remedy_of(fixture, finding))


def executed() -> dict[str, tuple[Fixture, Finding]]:
    """Those that are run; advice and SQLite are no matter of locks on PostgreSQL."""
    return {
        rule: each
        for rule, each in written().items()
        if rule not in NOT_RUN and rule[:3] not in ("MS7", "MS9") and rule[:4] != "MS23"
    }


def proof(rule: str) -> str:
    """ "executed", "linted" or "parsed"."""
    if rule in executed() or rule in WRITTEN_OUT:
        return "executed"
    return "linted" if rule in written() else "parsed"
