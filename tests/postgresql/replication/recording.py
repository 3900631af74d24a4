"""Runs the whole matrix on a server, and keeps what came of it: see `main`."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import django

from migration_safety.core.deployment.verdict import Direction
from tests.plugins.servers import CLUSTERS, VERSIONS
from tests.postgresql.replication.laboratory import Experiment, Laboratory, Outcome

RECORD = Path(__file__).with_name("recorded.json")
# Of a row and a direction: the fate if nothing is done, what the server said, and the fate with
# what the verdicts say to do ("" where that is nothing).
Row = tuple[str, str, str]
Rows = Mapping[str, Row]


def measured(version: int) -> Rows:
    """Every row in both directions, by "operation [direction]", on a cluster made for it."""
    # Rows are made of migrations, which cannot be imported before Django is set up.
    cases = import_module("tests.postgresql.replication.matrix.table").CASES
    experiments = import_module("tests.postgresql.replication.experiments").experiments
    logical = import_module("tests.postgresql.replication.cluster").logical
    numbered = [(n, case) for n, case in enumerate(cases) if case.since <= version]
    wanted = [each for n, case in numbered for each in experiments(case, n, version)]
    with logical(version) as (server, log), Laboratory(server, log) as laboratory:
        # A guard may be a setting of the whole database: it comes after all that goes without.
        found = laboratory.run(each for each in wanted if not _guarded(each))
        found |= laboratory.run(each for each in wanted if _guarded(each))
    return {
        f"{case.name} [{direction}]": _row(found, f"row_{n}_{direction}")
        for n, case in numbered
        for direction in Direction
        if f"row_{n}_{direction}" in found
    }


def _guarded(experiment: Experiment) -> bool:
    return experiment.name.endswith("_guarded")


def _row(found: Mapping[str, Outcome], name: str) -> Row:
    plain, guarded = found[name], found.get(f"{name}_guarded")
    return plain.fate.value, plain.said, guarded.fate.value if guarded else ""


def recorded() -> dict[int, Rows]:
    """What was kept, by the server's major version."""
    kept = json.loads(RECORD.read_text("utf-8"))
    return {int(version): {k: tuple(v) for k, v in rows.items()} for version, rows in kept.items()}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ[CLUSTERS] = tempfile.mkdtemp(prefix="migration_safety_tests_")
    Path(os.environ[CLUSTERS]).chmod(0o755)
    django.setup()
    try:
        rows = {version: measured(version) for version in VERSIONS}
    finally:
        shutil.rmtree(os.environ[CLUSTERS], ignore_errors=True)
    RECORD.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
