"""What the journal keeps of a run, so that it can go on, be continued and be cleared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from migration_safety.rows.recipe import CHUNK_ROWS, ENGINE


@dataclass(frozen=True, slots=True)
class Seeded:
    """One table: `rows` were made by runs, `held` were there before; `starts` as Serial's."""

    rows: int = 0
    held: int = 0
    starts: tuple[tuple[int, int], ...] = ()


def manifest(
    seed: str, sources: Mapping[str, str], tables: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """`sources` are versions and hashes of what the rows are made of."""
    return {
        "engine": ENGINE,
        "chunk_rows": CHUNK_ROWS,
        "seed": seed,
        "sources": dict(sources),
        "tables": list(tables),
    }


def seeded(manifests: Iterable[Mapping[str, Any]]) -> dict[str, Seeded]:
    """By label, what earlier runs have made."""
    found: dict[str, Seeded] = {}
    for each in manifests:
        for table in each["tables"]:
            starts = tuple((row, key) for row, key in table["starts"])
            found[table["label"]] = Seeded(table["first"] + table["rows"], table["held"], starts)
    return found
