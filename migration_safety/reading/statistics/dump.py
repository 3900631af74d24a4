"""Statistics -> the text of a file: stable order, a line for each column."""

from __future__ import annotations

import json
from collections.abc import Iterator

from migration_safety.core.volume.likeness.statistics import (
    ColumnStatistics,
    Statistics,
    TableStatistics,
)

SCHEMA = "migration-safety-statistics"
ABOUT = (
    "Sizes of tables and spread of columns, from PostgreSQL's planner statistics. No rows.",
    "Values are left out, save of booleans, of choices that the code declares, of columns that "
    "somebody allowed by name, and of numbers, to 2 significant digits.",
    "Histograms hold numbers to 2 significant digits, and months; never their ends.",
    "No value and no bound stands for fewer than 20 rows. Each left_out says what is missing, and "
    "why.",
)


def dumps(statistics: Statistics) -> str:
    """The text of the file."""
    return "\n".join(_lines(statistics)) + "\n"


def _lines(statistics: Statistics) -> Iterator[str]:
    yield "{"
    yield f'  "schema": {_json(f"{SCHEMA}/{statistics.version}")},'
    yield '  "about": ['
    yield from _joined([f"    {_json(line)}" for line in ABOUT])
    yield "  ],"
    yield f'  "server": {_json(statistics.server)},'
    yield '  "tables": {'
    tables = ("\n".join(_table(*item)) for item in sorted(statistics.tables.items()))
    yield from _joined(list(tables))
    yield "  }"
    yield "}"


def _table(name: str, table: TableStatistics) -> Iterator[str]:
    yield f"    {_json(name)}: {{"
    for member in ("rows", "bytes", "index_bytes"):
        yield f'      "{member}": {_json(getattr(table, member))},'
    if table.left_out:
        yield f'      "left_out": {_json(table.left_out)},'
    yield '      "columns": {'
    columns = sorted(table.columns.items())
    yield from _joined([f"        {_json(each)}: {_json(_column(it))}" for each, it in columns])
    yield "      }"
    yield "    }"


def _column(column: ColumnStatistics) -> dict[str, object]:
    members = {name: getattr(column, name) for name in ColumnStatistics.__slots__}
    return {name: value for name, value in members.items() if value not in (None, (), "")}


def _joined(lines: list[str]) -> Iterator[str]:
    """With commas between them."""
    yield from (f"{line}," for line in lines[:-1])
    yield from lines[-1:]


def _json(value: object) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)
