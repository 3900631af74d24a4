"""Every rule over every step: hazards become findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from migration_safety.core.finding import Finding
from migration_safety.core.operations.model import Code, Model
from migration_safety.core.plan import History, Plan, Step
from migration_safety.rules.probed import STATEMENTS, proof
from migration_safety.rules.rule import Hazard, Rule
from migration_safety.rules.sizing import weighed, with_sizes

DOCS = "docs/rules/{name}.md"
NAME = re.compile(r"\{(\w+)\}")


def judge(plan: Plan, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """The findings, each once, in the order of the plan and then of the rules' ids."""
    chosen = tuple(rules)
    found = (
        _finding(each, hazard, step, history)
        for step, history in plan.walk()
        for each in chosen
        for hazard in each.check(step, history)
    )
    return tuple(dict.fromkeys(found))


def _finding(rule: Rule, hazard: Hazard, step: Step, history: History) -> Finding:
    migration = history.migration
    tables = hazard.tables or ((hazard.action.table,) if hazard.action.table else ())
    severity, message = weighed(
        hazard.severity or rule.severity,
        with_sizes(hazard.message, step, tables),
        rule.family,
        (history.plan, step, tables),
    )
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=severity,
        app=migration.app,
        migration=migration.name,
        operation=-1 if hazard.whole else step.index,
        message=message,
        why=rule.what,
        remedy=_filled(hazard.instead or rule.instead, hazard, step, migration.code),
        tables=tables,
        docs=DOCS.format(name=rule.name),
        proof=proof(step, history, tables) if rule.id in STATEMENTS else "",
        loss=hazard.loss,
        source=hazard.source or (migration.source if hazard.whole else step.source),
    )


def _filled(template: str, hazard: Hazard, step: Step, code: Code) -> str:
    """The code to paste, with the names of this operation."""
    values = dict(_names(hazard, step, code))
    return "\n".join(_line(line, values) for line in template.splitlines())


def _line(line: str, values: Mapping[str, str]) -> str:
    """One line of a template; a value of several lines keeps to the line's indentation."""
    indent = line[: len(line) - len(line.lstrip())]
    return NAME.sub(lambda match: values.get(match[1], match[0]).replace("\n", f"\n{indent}"), line)


def _names(hazard: Hazard, step: Step, code: Code) -> Iterator[tuple[str, str]]:
    """Of the operation; where it is SQL, of the model on the table."""
    change, action = step.change, hazard.action
    known = code.model(action.table) or Model(action.table)
    column = "".join(action.columns[:1])
    field = change.field or known.columns.get(column, column)
    model = change.model or known.name or "Model"
    yield "app", change.app
    yield "model", model
    yield "model_lower", model.lower()
    yield "field", field
    yield "table", action.table
    yield "columns", ", ".join(action.columns) or "..."
    yield "column", action.columns[0] if action.columns else field
    yield "name", action.name or f"{action.table}_{'_'.join(action.columns)}"[:63]
    yield "referenced", action.other("referenced")
    yield "operation", step.source.text or f"migrations.{change.kind}(...)"
    yield "arguments", step.source.text.partition("(")[2].rpartition(")")[0] or "..."
    yield from hazard.code.items()
