"""The text of a file -> statistics; whatever is wrong is said with its place."""

from __future__ import annotations

import json
import re
from typing import Any

from migration_safety.core.volume.likeness.statistics import (
    VERSION,
    Bound,
    ColumnStatistics,
    Statistics,
    TableStatistics,
    Value,
)
from migration_safety.errors import VolumeError
from migration_safety.reading.statistics.dump import SCHEMA
from migration_safety.reading.statistics.members import ADVICE, Members, number, shown, wrong

EVERY = float("inf")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
# Each frequency is rounded by itself.
ROUNDED = 1.001


def loads(text: str) -> Statistics:
    """The statistics; members that a later release may add to version 1 are passed over."""
    document = Members.of("", _parsed(text))
    _refuse_other_schemas(document.text("schema"))
    tables = {name: _table(table) for name, table in document.members("tables").items()}
    return Statistics(tables, document.text("server"))


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise wrong(place, f"this is not JSON ({error.msg})") from None
    except (RecursionError, ValueError) as error:
        raise wrong("", f"this is not JSON that can be read ({error})") from None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A merge of two versions may leave a key twice, and JSON readers would take the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise wrong(double, "the key stands twice in its object")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _refuse_other_schemas(schema: str) -> None:
    name, _, version = schema.partition("/")
    if name != SCHEMA or not version.isdecimal():
        raise VolumeError(f"This is no statistics file: its schema is {shown(schema)}.", ADVICE)
    if version != str(VERSION):
        raise VolumeError(
            f"Statistics version {version} is not known; this is for version {VERSION}.",
            "Upgrade migration-safety, or export the statistics again with this release.",
        )


def _table(given: Members) -> TableStatistics:
    return TableStatistics(
        rows=given.count("rows"),
        bytes=given.count("bytes"),
        index_bytes=given.count("index_bytes"),
        columns={name: _column(column) for name, column in given.members("columns").items()},
        left_out=given.text("left_out"),
    )


def _column(given: Members) -> ColumnStatistics:
    frequencies = _frequencies(given)
    return ColumnStatistics(
        null_fraction=given.number("null_fraction", 0, 1),
        distinct=given.number("distinct", -1, EVERY),
        average_width=given.count("average_width"),
        correlation=given.number("correlation", -1, 1),
        frequencies=frequencies,
        values=_values(given, len(frequencies)),
        bounds=_bounds(given),
        left_out=given.text("left_out"),
    )


def _frequencies(given: Members) -> tuple[float, ...]:
    items = given.sequence("frequencies")
    found = tuple(number(path, value, 0, 1) for path, value in items)
    if sum(found) > ROUNDED:
        raise wrong(given.at("frequencies"), f"their sum, {sum(found):.4g}, is more than 1")
    return found


def _values(given: Members, count: int) -> tuple[Value | None, ...]:
    items = given.sequence("values")
    if items and len(items) != count:
        raise wrong(given.at("values"), f"{len(items)} values for {count} frequencies")
    for path, value in items:
        if not isinstance(value, bool | int | float | str | None):
            raise wrong(path, f"a plain value is expected, not {shown(value)}")
    return tuple(value for _, value in items)


def _bounds(given: Members) -> tuple[Bound, ...]:
    found = tuple(_bound(path, value) for path, value in given.sequence("bounds"))
    if len({isinstance(each, str) for each in found}) > 1:
        raise wrong(given.at("bounds"), "numbers and months are mixed")
    if list(found) != sorted(found):
        raise wrong(given.at("bounds"), "they do not rise")
    return found


def _bound(path: str, value: object) -> Bound:
    if isinstance(value, str):
        if not MONTH.fullmatch(value):
            raise wrong(path, f'a month such as "2024-03" is expected, not {shown(value)}')
        return value
    return number(path, value, -EVERY, EVERY)
