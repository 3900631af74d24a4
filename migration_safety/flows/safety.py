"""check_migration_safety: select, walk, ask the witnesses, judge, report."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import django
from django.db import connections

from migration_safety.conf import configuration
from migration_safety.core.plan import Plan
from migration_safety.core.report import Environment, Report, Unknown
from migration_safety.databases.postgresql.dialect import Dialect
from migration_safety.databases.postgresql.predict import predict
from migration_safety.databases.postgresql.server import ask
from migration_safety.flows.checklist import checklist
from migration_safety.flows.evidence import merge
from migration_safety.flows.evidence import observe as watch
from migration_safety.reading.select import Selection, Wanted, select
from migration_safety.reading.walk import walk
from migration_safety.rules.judge import judge
from migration_safety.rules.registry import chosen


def study(
    *,
    app_label: str | None = None,
    migration: str | None = None,
    alias: str = "default",
    selection: str = "",
    since: str | None = None,
    deploy: bool = False,
    observe: bool = False,
    sandbox: str = "embedded",
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Judge migrations before they run; with `observe`, run them on a sandbox first.

    `selection` is "unapplied", "all", or "" for what the database has not applied, or all
    where it cannot say.  Raises MigrationSafetyError with what is wrong and what to do.
    """
    started = time.perf_counter()
    rules = chosen(tuple(only), tuple(skip))
    wanted = Wanted(
        app_label or "", migration or "", selection == "unapplied", selection == "all", since or ""
    )
    found = select(wanted, alias)
    server = ask(connections[alias], configuration().postgresql_version)
    dialect = Dialect(connections[alias], server.version)
    plan = predict(walk(found, dialect, progress)).with_lock_timeout(server.lock_timeout)
    environment = _environment(alias, server.version, "predicted")
    unseen: tuple[Unknown, ...] = ()
    if observe and plan.migrations:
        progress("Running the migrations on a sandbox")
        watched = watch(found, alias=alias, sandbox=sandbox, version=server.version)
        plan, unseen = merge(plan, watched, dialect), watched.outcome.unobserved
        environment = _environment(alias, watched.version, "observed")
    return Report(
        command="check_migration_safety",
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
        environment=environment,
        plan=plan,
        findings=judge(plan, rules),
        checks=checklist(plan),
        unknown=(*unseen, *unknowns(plan)),
        notes=_notes(found, plan, alias),
        seconds=time.perf_counter() - started,
    )


def unknowns(plan: Plan) -> tuple[Unknown, ...]:
    """Every statement of which nothing is known, and why."""
    return tuple(
        Unknown(f"{migration} operation {step.index}", statement.unknown, statement.sql)
        for migration in plan.migrations
        for step in migration.steps
        for statement in step.statements
        if statement.unknown
    )


def _environment(alias: str, server_version: int, witness: str) -> Environment:
    return Environment(
        python=platform.python_version(),
        django=django.get_version(),
        tool=version("migration-safety"),
        alias=alias,
        vendor="postgresql",
        version=str(server_version),
        witness=witness,
    )


def _notes(found: Selection, plan: Plan, alias: str) -> tuple[str, ...]:
    notes = list(found.notes)
    if connections[alias].vendor != "postgresql":
        name = connections[alias].display_name
        notes.append(f"The database {alias!r} is {name}; the migrations are judged for PostgreSQL.")
    if not plan.migrations:
        notes.append(f"0 of {len(found.migrations)} migrations were selected.")
    return tuple(notes)
