"""What the journal keeps of a run, so that it can go on, be continued and be cleared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from migration_safety.core.volume.constraint import (
    Check,
    Constraints,
    Exclusion,
    ForeignKey,
    Unique,
)
from migration_safety.errors import VolumeError
from migration_safety.rows.preparing.seeded import Seeded
from migration_safety.rows.recipe import CHUNK_ROWS, ENGINE, Recipe
from migration_safety.rows.sources.tenants.ownership import ownership
from migration_safety.version import __version__

# A new number for each change after which older journals cannot be read.
JOURNAL = 1


def manifest(
    seed: str,
    sources: Mapping[str, str],
    tables: Iterable[Mapping[str, Any]],
    constraints: Mapping[str, Constraints],
) -> dict[str, Any]:
    """`sources` are versions and hashes of what the rows are made of.

    Constraints are kept since the database has lost some of them when it goes on.
    """
    noted: dict[str, Any] = {
        "version": __version__,
        "journal": JOURNAL,
        "engine": ENGINE,
        "chunk_rows": CHUNK_ROWS,
        "seed": seed,
        "sources": dict(sources),
        "tables": list(tables),
        "constraints": {label: asdict(each) for label, each in constraints.items()},
    }
    # As the journal gives it back: tuples and sets are lists.
    return dict(json.loads(json.dumps(noted, default=sorted)))


def readable(runs: Sequence[Any]) -> Sequence[Any]:
    """The runs; raises VolumeError where another version of the tool has written of one."""
    for run in runs:
        if run.manifest.get("journal") != JOURNAL:
            version = run.manifest.get("version", "another version")
            raise VolumeError(
                f"The journal of run {run.id} was written by migration_safety {version}.",
                "Clear that run with that version first.",
            )
    return runs


def seeded(manifests: Iterable[Mapping[str, Any]]) -> dict[str, Seeded]:
    """By label, what earlier runs have made."""
    found: dict[str, Seeded] = {}
    for each in manifests:
        for table in each["tables"]:
            starts = tuple((row, key) for row, key in table["starts"])
            before = found.get(table["label"], Seeded()).ownerships
            owned = (*before, ownership(table["ownership"]))
            rows = table["first"] + table["rows"]
            found[table["label"]] = Seeded(rows, table["held"], starts, owned)
    return found


def digest(recipe: Recipe) -> str:
    """The same for the same rows, in whatever process."""
    return blake2b(repr(recipe).encode(), digest_size=16).hexdigest()


def constrained(manifest: Mapping[str, Any]) -> dict[str, Constraints]:
    """By label, what tables demanded of their rows before anything was dropped."""
    return {label: _constraints(noted) for label, noted in manifest["constraints"].items()}


def _constraints(noted: Mapping[str, Any]) -> Constraints:
    return Constraints(
        table=noted["table"],
        sql_types=noted["sql_types"],
        required=frozenset(noted["required"]),
        filled=frozenset(noted["filled"]),
        checks=tuple(Check(**_tupled(each)) for each in noted["checks"]),
        uniques=tuple(Unique(**_tupled(each)) for each in noted["uniques"]),
        exclusions=tuple(Exclusion(**_tupled(each)) for each in noted["exclusions"]),
        foreign_keys=tuple(ForeignKey(**_tupled(each)) for each in noted["foreign_keys"]),
    )


def _tupled(noted: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in noted.items()}
