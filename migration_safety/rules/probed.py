"""The probes that speak for or against a finding about releases."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migration_safety.core.plan import History, Step
from migration_safety.core.releases.compatibility import Compatibility
from migration_safety.core.releases.probe import Probe

# The rules that say of a release's statements that they fail.
STATEMENTS = frozenset(
    {
        *("MS301", "MS302", "MS303", "MS304", "MS305", "MS306", "MS307", "MS310"),
        *("MS313", "MS314"),
    }
)
OBSERVED = "observed"


def proof(step: Step, history: History, tables: Collection[str]) -> str:
    """The statement that fails because of the operation, or that none was seen to; else ""."""
    share = step.compatibility
    failing = [*_failing(share)] if share else []
    ordered = sorted(failing, key=lambda each: each[1].table not in tables)
    if ordered:
        who, probe = ordered[0]
        some = f" for {probe.only}" if probe.only else ""
        return f"{who}: {probe.verb} of {probe.model} fails{some}: {probe.error} [{probe.witness}]"
    whole = history.migration.compatibility or history.plan.compatibility
    tried = [
        each
        for each in (whole.old_new.probes if whole else ())
        if each.table in tables and each.witness == OBSERVED
    ]
    if not tried or any(each.fails for each in tried):
        return ""
    return f"{len(tried)} statements of the old code were tried after it and work [{OBSERVED}]"


def _failing(share: Compatibility) -> Iterator[tuple[str, Probe]]:
    for who, combination in (
        ("old code on the new schema", share.old_new),
        ("new code on the new schema", share.new_new),
        ("new code on the old schema", share.new_old),
    ):
        for probe in combination.failing:
            yield who, probe
