"""--export-statistics: how many rows a database has, and how they are spread, as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from time import perf_counter

from django.db import connections

from migration_safety.core.report import Report, Section
from migration_safety.core.volume.likeness.statistics import Statistics
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.volume.outcome import Outcome
from migration_safety.flows.volume.reporting import report
from migration_safety.flows.volume.request import Request
from migration_safety.flows.volume.statistics.observing import (
    all_models,
    columns_of,
    model_of,
    observed,
)
from migration_safety.reading.statistics.dump import dumps
from migration_safety.rows.models import fillable, named

EXPORTED = "Nothing was written to the database, and no table was read: these are estimates."
WHOLE = "all"


def export(request: Request, progress: Progress | None = None) -> tuple[str, Report]:
    """The text of the file, and a report of what is in it and what was left out."""
    started = perf_counter()
    (progress or Silent())("Reading the statistics")
    known = all_models(request.alias)
    labels = set(named(request.names, fillable(request.alias)) or known)
    columns = columns_of(labels)
    statistics = observed(request.alias, columns, allow=request.allow_values)
    vendor = connections[request.alias].vendor
    if statistics is None:
        raise VolumeError(
            f"{vendor} keeps no statistics that could be exported.",
            "They come from PostgreSQL: name its alias with --database.",
        )
    outcome = Outcome(vendor, statistics.server.rpartition(" ")[2], EXPORTED, "described")
    tables = {each.table: model_of(each) for each in columns}
    outcome.volume = tuple(_volume(statistics, tables))
    outcome.sections = (_columns(statistics),)
    outcome.notes += _notes(statistics)
    return dumps(statistics), report(outcome, request.alias, perf_counter() - started)


def _volume(statistics: Statistics, labels: dict[str, str]) -> Iterator[Volume]:
    for name, table in sorted(statistics.tables.items()):
        if table.rows is not None:
            size = (table.bytes or 0) + (table.index_bytes or 0)
            yield Volume(labels[name], name, table.rows, size, 0.0)


def _columns(statistics: Statistics) -> Section:
    columns = [each for table in statistics.tables.values() for each in table.columns.values()]
    counts = {
        "with statistics": sum(each.null_fraction is not None for each in columns),
        "with frequencies": sum(bool(each.frequencies) for each in columns),
        "with values named": sum(any(v is not None for v in each.values) for each in columns),
        "with bounds": sum(bool(each.bounds) for each in columns),
    }
    whole = Counter(each.left_out for each in columns if each.left_out.startswith(WHOLE))
    counts |= {f"left out: {reason}": count for reason, count in sorted(whole.items())}
    rows = tuple((what, f"{count:,}") for what, count in counts.items())
    return Section("Columns", ("what", "columns"), rows)


def _notes(statistics: Statistics) -> list[str]:
    tables = sorted(statistics.tables.items())
    return [f"{name}: left out: {table.left_out}." for name, table in tables if table.left_out]
