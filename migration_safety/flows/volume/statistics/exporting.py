"""--export-statistics: how many rows a database has, and how they are spread, as a file."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

import django
from django.db import connections

from migration_safety.core.plan import Plan
from migration_safety.core.price.size import amount, in_bytes
from migration_safety.core.report import Environment, Report, Section
from migration_safety.core.volume.likeness.statistics import Statistics
from migration_safety.core.volume.progress import Progress, Silent
from migration_safety.core.volume.volume import Volume
from migration_safety.errors import VolumeError
from migration_safety.flows.statistics import all_models, columns_of, model_of, observed
from migration_safety.reading.statistics.dump import dumps
from migration_safety.rows.models import fillable, named
from migration_safety.version import __version__

EXPORTED = "Nothing was written to the database, and no table was read: these are estimates."
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Export:
    """Which tables of which database are described, in the file `path`, and for which command.

    `names` are models or apps, none: all.  `allow` names columns whose texts may be shown.
    """

    command: str
    path: str
    alias: str = "default"
    names: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


def export(asked: Export, progress: Progress | None = None) -> tuple[str, Report]:
    """The text of the file, and a report of what is in it and what was left out."""
    started = perf_counter()
    (progress or Silent())("Reading the statistics")
    known = all_models(asked.alias)
    labels = set(named(asked.names, fillable(asked.alias)) or known)
    columns = columns_of(labels)
    statistics = observed(asked.alias, columns, allow=asked.allow)
    if statistics is None:
        raise VolumeError(
            f"{connections[asked.alias].vendor} keeps no statistics that could be exported.",
            "They come from PostgreSQL: name its alias with --database.",
        )
    models = {each.table: model_of(each) for each in columns}
    return dumps(statistics), _report(asked, statistics, models, perf_counter() - started)


def _report(
    asked: Export, statistics: Statistics, models: dict[str, str], seconds: float
) -> Report:
    volume = tuple(_volume(statistics, models))
    rows = sum(each.rows for each in volume)
    return Report(
        command=asked.command,
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=Environment(
            python=platform.python_version(),
            django=django.get_version(),
            tool=__version__,
            alias=asked.alias,
            vendor=connections[asked.alias].vendor,
            version=statistics.server.rpartition(" ")[2],
            witness="observed",
        ),
        plan=Plan(),
        sections=(_tables(volume), _columns(statistics)),
        volume=volume,
        notes=tuple(_notes(statistics)),
        seconds=seconds,
        title="Statistics",
        headline=EXPORTED,
        closing=f"{amount(len(volume), 'table')}, {amount(rows, 'row')} described",
    )


def _volume(statistics: Statistics, labels: dict[str, str]) -> Iterator[Volume]:
    for name, table in sorted(statistics.tables.items()):
        if table.rows is not None:
            size = (table.bytes or 0) + (table.index_bytes or 0)
            yield Volume(labels[name], name, table.rows, size, 0.0)


def _tables(volume: tuple[Volume, ...]) -> Section:
    rows = tuple((each.label, f"{each.rows:,}", in_bytes(each.bytes)) for each in volume)
    return Section("Tables", ("model", "rows", "size"), rows)


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
