"""Reads a fixture: its migrations in the order in which they are written, and what they expect."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.db import connections, migrations

from migration_safety.core.finding import Finding
from migration_safety.core.plan import Plan
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.reading.graph.select import Selection
from migration_safety.reading.walk import walk
from migration_safety.rules.judge import judge
from migration_safety.rules.rule import Rule
from tests.rules import baseline

FOLDER = Path(__file__).parent
EXPECT = re.compile(r"#\s*expect:\s*((?:MS\d+[, ]*)+)")


@dataclass(frozen=True)
class Fixture:
    """A module of migrations of the app `people`, each after the one written before it."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(FOLDER).with_suffix(""))

    def module(self) -> ModuleType:
        return import_module(f"tests.rules.{self.name.replace('/', '.')}")

    def migrations(self) -> list[migrations.Migration]:
        return migrations_of(self.module())

    def expected(self, rule: str) -> set[int]:
        """The lines on which the rule is expected."""
        lines = self.path.read_text("utf-8").splitlines()
        marks = ((number, EXPECT.search(line)) for number, line in enumerate(lines, 1))
        return {number for number, mark in marks if mark and rule in mark.group(1)}

    def plan(self, version: int = 16) -> Plan:
        """TIMEOUTS in the module stand for the connection's, `witness` for a sandbox."""
        timeouts = getattr(self.module(), "TIMEOUTS", {})
        plan = replace(planned(self.migrations(), version=version), timeouts=timeouts)
        witness = getattr(self.module(), "witness", None)
        return witness(plan) if witness else plan

    def lines(self, findings: Iterable[Finding]) -> set[int]:
        """Where they stand: on the operation's first line, of a whole migration on its class."""
        return {finding.source.line for finding in findings}


def migrations_of(module: ModuleType) -> list[migrations.Migration]:
    """Of the app `people`, in the order in which they are written."""
    classes = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, migrations.Migration)
        and each.__module__ == module.__name__
    ]
    return [each(each.__name__, "people") for each in classes]


def fixtures(family: str = "*") -> list[Fixture]:
    return [Fixture(path) for path in sorted(FOLDER.glob(f"{family}/[a-z]*.py"))]


def planned(written: Iterable[migrations.Migration], *, version: int = 16) -> Plan:
    """What the tool predicts of migrations that come after the baseline."""
    written = list(written)
    first = baseline.Migration("Baseline", "people")
    selection = Selection(
        migrations=(first, *written),
        selected=frozenset((each.app_label, each.name) for each in written),
        applied=None,
        unmigrated=frozenset(),
    )
    return predict(walk(selection, Dialect(connections["default"], version), lambda line: None))


def found(plan: Plan, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    return judge(plan, rules)
