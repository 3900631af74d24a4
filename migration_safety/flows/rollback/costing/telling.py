"""The sections of a report that tell what each way costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.plan import Plan
from migration_safety.core.price.estimate import in_time
from migration_safety.core.price.size import in_bytes
from migration_safety.core.report import Section
from migration_safety.core.trial.costs.cost import Cost, longest
from migration_safety.core.trial.costs.forecast import BASIS, Forecast
from migration_safety.core.trial.trial import Trial
from migration_safety.flows.rollback.judged.telling import trials

TITLE = "What each way costs on the sandbox"
COLUMNS = ("way", "takes", "keeps others waiting", "writes anew", "log", "disk")
FORECAST = "Forecast: what each way costs in production"
FORECAST_COLUMNS = ("way", "takes", "keeps others waiting", "log")
NOBODY, MOMENT = "nobody", "nobody for longer than a moment"
WAYS = {"forward": "forward", "backward": "back"}
# More nobody reads; the JSON report has all of them.
MOST = 40
PARTIAL = (
    "The sandbox's server logs no whole pages (full_page_writes is off): in production the log of"
    " changed rows is larger, which forecasts allow for."
)
SHARED = "Other sessions were at work on the sandbox's server: bytes of log may be theirs."


def sections(plan: Plan) -> tuple[Section, ...]:
    """A table of costs, and one of forecasts where production's sizes are known."""
    found = [trial for trial in _told(plan) if trial.costs]
    costs = [cost for trial in found for cost in trial.costs]
    foretold = [each for trial in found for each in trial.forecasts]
    return (
        *_section(TITLE, COLUMNS, [(each.seconds, _row(each)) for each in costs]),
        *_section(
            FORECAST,
            FORECAST_COLUMNS,
            [(each.seconds.high if each.seconds else 0.0, _foretold(each)) for each in foretold],
        ),
    )


def notes(plan: Plan) -> tuple[str, ...]:
    """What the figures rest on."""
    found = _told(plan)
    costs = [cost for trial in found for cost in trial.costs]
    sources = {each.source for trial in found for each in trial.forecasts}
    return (
        *(BASIS.format(each) for each in sorted(sources)),
        *([PARTIAL] if any(not each.full_pages for each in costs) else []),
        *([SHARED] if any(each.shared for each in costs) else []),
    )


def _told(plan: Plan) -> list[Trial]:
    """Every migration by itself; that of all as one only where there are no others."""
    each = [migration.trial for migration in plan.migrations if migration.trial]
    return each or [trial for _, trial in trials(plan)]


def _section(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[float, tuple[str, ...]]]
) -> Iterator[Section]:
    """The longest of them, in their order."""
    if not rows:
        return
    least = sorted((seconds for seconds, _ in rows), reverse=True)[:MOST][-1]
    told = [row for seconds, row in rows if seconds >= least][:MOST]
    if len(told) < len(rows):
        rest = f"and {len(rows) - len(told)} shorter ones"
        told.append((rest, *("" for _ in columns[2:]), "the JSON report has all"))
    yield Section(title, columns, tuple(told))


def _row(cost: Cost) -> tuple[str, ...]:
    lock = longest([cost])
    none = MOMENT if cost.unseen else NOBODY
    waited = f", {in_time(cost.waited)} of it waiting" if cost.waited else ""
    return (
        f"{cost.label}, {WAYS[cost.direction]}",
        in_time(cost.seconds) + waited,
        f"{lock.table}: {lock.mode} for {in_time(lock.held)}" if lock else none,
        "; ".join(f"{each.table}: {each.reason}" for each in cost.rewrites),
        in_bytes(cost.wal_bytes),
        f"+{in_bytes(cost.disk_bytes)}" if cost.disk_bytes else "",
    )


def _foretold(has: Forecast) -> tuple[str, ...]:
    held = has.longest
    return (
        f"{has.label}, {WAYS[has.direction]}",
        has.seconds.words if has.seconds else f"not known: {'; '.join(has.unknown)}",
        f"{held.lock.table}: {held.lock.mode} for {held.words}" if held else NOBODY,
        has.wal.words if has.wal else "not known",
    )
