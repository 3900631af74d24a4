"""The report of a seeding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from migration_safety.core.plan import Plan
from migration_safety.core.price.size import amount, in_bytes
from migration_safety.core.report import Report, Section
from migration_safety.core.volume.volume import Volume
from migration_safety.flows.environment import environment
from migration_safety.flows.volume.outcome import Outcome

WRONG = "Something is not as it should be: see the checks."


def report(outcome: Outcome, alias: str, seconds: float) -> Report:
    """What was filled, how long it took, and what was proved."""
    rows = sum(each.rows for each in outcome.volume)
    tables = amount(len(outcome.volume), "table")
    failed = any(check.status == "failed" for check in outcome.checks)
    return Report(
        command="seed_volume_data",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=environment(alias, outcome.version, vendor=outcome.vendor, witness="observed"),
        plan=Plan(),
        checks=outcome.checks,
        sections=tuple(_sections(outcome)),
        volume=outcome.volume,
        notes=tuple(outcome.notes),
        seconds=seconds,
        title="Volume data",
        headline=WRONG if failed else outcome.headline,
        closing=f"{tables}, {amount(rows, 'row')} {outcome.closing}",
    )


def _sections(outcome: Outcome) -> Iterable[Section]:
    columns = ("model", "rows", "size", "seconds", "rows/s")
    total = Volume(
        "all",
        "",
        sum(each.rows for each in outcome.volume),
        sum(each.bytes or 0 for each in outcome.volume) or None,
        sum(each.seconds for each in outcome.volume),
    )
    yield Section("Tables", columns, tuple(_row(each) for each in (*outcome.volume, total)))
    if outcome.seconds:
        steps = tuple((step, f"{taken:.1f}") for step, taken in outcome.seconds.items())
        yield Section("Time", ("step", "seconds"), steps)
    yield from outcome.sections


def _row(has: Volume) -> tuple[str, ...]:
    speed = f"{has.rows / has.seconds:,.0f}" if has.seconds else ""
    return (has.label, f"{has.rows:,}", in_bytes(has.bytes), f"{has.seconds:.1f}", speed)
