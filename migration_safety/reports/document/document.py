"""The report as JSON, version 1: docs/report.schema.json describes it."""

from __future__ import annotations

import json
from dataclasses import asdict

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.deployment.document import plain
from migration_safety.core.effect import Effect
from migration_safety.core.finding import Finding, Severity
from migration_safety.core.operations.change import Source
from migration_safety.core.plan import Migration, Step
from migration_safety.core.price.timeline import timeline
from migration_safety.core.report import (
    SCHEMA,
    SCORE_FORMULA,
    Check,
    Environment,
    Report,
    Section,
    Unknown,
)
from migration_safety.core.statement import Statement
from migration_safety.core.volume.volume import Volume
from migration_safety.reports.document.releases import releases, share
from migration_safety.reports.document.timeline import estimate, hold
from migration_safety.reports.document.trial import trial
from migration_safety.reports.look import Look

Document = dict[str, object]


def render(report: Report, look: Look) -> str:
    """ASCII, so that no encoding between us and the reader can break it.

    A line for each migration, finding and so on: `diff` and `grep` can work with it.
    """
    del look  # whoever reads JSON gets everything
    parts = (f"{json.dumps(name)}: {_lines(value)}" for name, value in document(report).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(value: object) -> str:
    if not value or not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(map(json.dumps, value)) + "\n]"


def document(report: Report) -> Document:
    """The report as plain values."""
    return {
        "schema": SCHEMA,
        "command": report.command,
        "title": report.title,
        "generated_at": report.generated_at,
        "tool": {"name": "migration_safety", "version": report.environment.tool},
        "environment": environment(report.environment),
        "verdict": report.verdict.value,
        "score": report.score,
        "score_formula": SCORE_FORMULA,
        "summary": summary(report),
        "checks": [check(each) for each in report.checks],
        "migrations": [migration(each) for each in report.plan.migrations],
        "deploy": releases(report.plan.compatibility),
        "trial": trial(report.plan.trial, report.plan.compatibility),
        "findings": [finding(each) for each in (*report.findings, *report.suppressed)],
        "unknown": [unknown(each) for each in (*report.unknown, *report.acknowledged)],
        "tables": [volume(each) for each in report.volume],
        "deployment": plain(report.deployment) if report.deployment else None,
        "rehearsal": asdict(report.rehearsal) if report.rehearsal else None,
        "sections": [section(each) for each in report.sections],
        "notes": list(report.notes),
    }


def environment(has: Environment) -> Document:
    return {
        "python": has.python,
        "django": has.django,
        "database": {
            "alias": has.alias,
            "vendor": has.vendor,
            "version": has.version,
            "witness": has.witness,
        },
    }


def summary(report: Report) -> Document:
    return {
        "migrations": len(report.plan.migrations),
        "operations": report.operations,
        "statements": report.statements,
        "findings": {severity.label: report.count(severity) for severity in Severity},
        "suppressed": len(report.suppressed) + len(report.acknowledged),
        "unknown": len(report.unknown),
        "seconds": round(report.seconds, 3),
    }


def check(has: Check) -> Document:
    return {
        "name": has.name,
        "status": has.status.value,
        "examined": has.examined,
        "message": has.message,
        "details": list(has.details),
    }


def migration(has: Migration) -> Document:
    return {
        "app": has.app,
        "name": has.name,
        "atomic": has.atomic,
        "applied": has.applied,
        "path": has.path,
        "meaning": has.meaning,
        "seconds": has.seconds,
        "compatibility": releases(has.compatibility),
        "operations": [operation(each, has.atomic) for each in has.steps],
        "timeline": [hold(each) for each in timeline(has)],
        "trial": trial(has.trial, has.compatibility),
    }


def operation(step: Step, atomic: bool) -> Document:
    return {
        "index": step.index,
        "kind": step.change.kind,
        "description": step.change.description,
        "source": source(step.source),
        "meaning": step.meaning,
        "reversible": step.change.reversible,
        "phase": step.phase.value,
        "transaction": all(each.atomic for each in step.statements) if step.statements else atomic,
        "statements": [statement(each) for each in step.statements],
        "trial": None,
        "stage": step.stage and step.stage.value,
        "compatibility": share(step.compatibility),
    }


def statement(has: Statement) -> Document:
    return {
        "sql": has.sql,
        "order": has.order,
        "transaction": has.transaction,
        "deferred": has.deferred,
        "seconds": has.seconds,
        "estimate": estimate(has.estimate),
        "effects": [effect(each) for each in has.effects],
        "proofs": list(has.proofs),
        "unknown": has.unknown or None,
        "error": has.error or None,
    }


def effect(has: Effect) -> Document:
    return {
        "table": has.table,
        "lock": has.lock,
        "blocks": has.blocks.label,
        "rewrites": has.rewrites,
        "scans": has.scans,
        "rows": has.rows,
        "bytes": has.bytes,
        "index_bytes": has.index_bytes,
        "seconds": has.seconds,
        "witness": has.witness,
    }


def finding(has: Finding) -> Document:
    return {
        "rule": has.rule,
        "name": has.name,
        "severity": has.severity.label,
        "app": has.app,
        "migration": has.migration,
        "operation": has.operation,
        "tables": list(has.tables),
        "message": has.message,
        "why": has.why,
        "proof": has.proof or None,
        "loss": has.loss or None,
        "remedy": has.remedy,
        "docs": has.docs,
        "source": source(has.source),
        "suppressed": suppressed(has.suppressed),
    }


def unknown(has: Unknown) -> Document:
    return {
        "where": has.where,
        "reason": has.reason,
        "sql": has.sql,
        "suppressed": suppressed(has.suppressed),
    }


def suppressed(has: Suppression | None) -> Document | None:
    if has is None:
        return None
    return {
        "reason": has.reason,
        "owner": has.owner,
        "until": has.until.isoformat() if has.until else None,
        "source": source(has.source),
    }


def volume(has: Volume) -> Document:
    return {
        "label": has.label,
        "table": has.table,
        "rows": has.rows,
        "bytes": has.bytes,
        "seconds": round(has.seconds, 3),
    }


def section(has: Section) -> Document:
    return {
        "title": has.title,
        "columns": list(has.columns),
        "rows": [list(row) for row in has.rows],
    }


def source(has: Source) -> Document:
    return {"path": has.path, "line": has.line}
