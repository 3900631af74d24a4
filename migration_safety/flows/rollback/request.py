"""What somebody asks test_rollback for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migration_safety.core.finding import Severity
from migration_safety.reading.graph.select import Wanted

FILE = "file"


@dataclass(frozen=True, slots=True)
class Request:
    """Migrations of the database `alias`, tried on databases of the server `sandbox`.

    `selection` is "unapplied", "all", or "" for what the database has not applied, or all where it
    cannot say; `sandbox` "file" is a file of SQLite's, and "" whichever the database's vendor
    has; `fresh`: take nothing that an earlier run has kept.
    `clone_from` is the alias of a database whose clone they are tried on; `sandbox` may be "own"
    then, for its server, which may be at work where `production` says so.  `keep`: what they
    were tried on stays.
    `plan` asks for a trial of all as one, `each` for one of every migration by itself.
    `profile`, `scale`, `rows` and `seed` say how tables are filled, as for seed_volume_data.
    `exact` compares bytes, not values.  `load` asks for live traffic by so many
    clients, made from the models or from the SQL in `load_script`.  `faults` interrupts each
    migration, at `every_boundary` or those that stand for others, for `fault_seconds` at most.
    `statistics` is a file that tells how large production's tables are, instead of the database.
    `workers` processes, or those of the Dask cluster with the `scheduler`'s address, make trials
    side by side.  `only`, `skip`, `severities` and `ledger` are the rules'.
    """

    app_label: str = ""
    migration: str = ""
    selection: str = ""
    since: str = ""
    alias: str = "default"
    sandbox: str = "embedded"
    clone_from: str = ""
    keep: bool = False
    production: bool = False
    fresh: bool = False
    plan: bool = True
    each: bool = True
    profile: str = ""
    scale: float = 1.0
    rows: Mapping[str, int] = field(default_factory=dict)
    seed: str = "0"
    locale: str = ""
    exact: bool = False
    load: int = 0
    load_script: str = ""
    statistics: Path | None = None
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    faults: bool = False
    every_boundary: bool = False
    fault_seconds: float = 300.0
    workers: int = 1
    scheduler: str = ""
    ledger: Sequence[str | Path] = ()

    @property
    def on_file(self) -> bool:
        """Whether trials are made on files of SQLite's."""
        return self.sandbox == FILE

    @property
    def history(self) -> str:
        """The alias of the database that says what is applied."""
        return self.clone_from or self.alias

    @property
    def wanted(self) -> Wanted:
        """The selection."""
        kinds = self.selection == "unapplied", self.selection == "all"
        return Wanted(self.app_label, self.migration, *kinds, self.since)
