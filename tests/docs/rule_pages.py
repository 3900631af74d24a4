"""A page for each rule: its words, a migration that it objects to, and what the tool prints."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from importlib import import_module

from django.db.migrations import Migration

from migration_safety.checks.releases import releases
from migration_safety.checks.statements import statement_checks
from migration_safety.core.report import Environment, Report
from migration_safety.flows.evidence import unknowns
from migration_safety.reports.look import Look
from migration_safety.reports.text.findings import findings
from migration_safety.reports.text.migrations import migrations
from migration_safety.reports.text.page import Page
from migration_safety.reports.text.render import verdict
from migration_safety.rules.registry import REPLICATION, TRIALS, all_rules
from migration_safety.rules.rule import Rule
from tests.project import ROOT
from tests.rules.fixture import FOLDER, Fixture, found

# The parts that are shown tell nothing of it, so that pages are the same on every machine.
NOWHERE = Environment("", "", "", "default", "postgresql", "", "predicted")
EXPECT = re.compile(r"\s*# expect: .*")
PAGE = """\
# {rule.id} {rule.name}: {rule.title}

Severity **{rule.severity.label}**, family [{rule.family}](README.md#{rule.family}).

## What happens

{rule.what}

## When it is fine

{rule.fine}

## Instead

```python
{rule.instead}
```
{blanks}
## Example

```python
{source}
```

`{command} --only {rule.id}` prints:

```text
{printed}
```

The operations stand in [{path}](../../{path}), beside near misses that the rule lets pass.
"""
BLANKS = """
Words in braces stand for names of your project; in a report they are filled in.
"""
INDEX = """\
# Rules

{count} rules in {families} families. `check_migration_safety --list-rules` prints this list,
`--explain MS101` one page. Ids are stable and never used again.
"""


def rule_pages() -> dict[str, str]:
    """The text of each page by its path below docs/."""
    pages = {f"rules/{each.name}.md": rule_page(each) for each in all_rules()}
    return pages | {"rules/README.md": "\n".join(index())}


def rule_page(rule: Rule) -> str:
    """What a reader wants to know of it, with a report as the tool prints it."""
    fixture = Fixture(FOLDER / rule.family / f"{rule.name}.py")
    migration = dangerous(fixture, rule)
    return PAGE.format(
        command=command(rule),
        rule=rule,
        blanks=BLANKS if "{" in rule.instead else "",
        source=EXPECT.sub("", inspect.getsource(type(migration))).strip(),
        printed=printed(fixture, migration.name, rule),
        path=fixture.path.relative_to(ROOT).as_posix(),
    )


def dangerous(fixture: Fixture, rule: Rule) -> Migration:
    """The first migration of the fixture with a line that the rule is expected to find."""
    lines = fixture.expected(rule.id)
    for migration in fixture.migrations():
        text, first = inspect.getsourcelines(type(migration))
        if lines & set(range(first, first + len(text))):
            return migration
    raise LookupError(f"{fixture.path} expects {rule.id} nowhere")


def command(rule: Rule) -> str:
    """The command that judges by it."""
    if rule.family in REPLICATION:
        return "plan_blue_green"
    return "test_rollback" if rule.family in TRIALS else "check_migration_safety"


def printed(fixture: Fixture, name: str, rule: Rule) -> str:
    """What one migration is told, after those before it; the first finding stands for all."""
    # Places are reported as they lie below the working directory.
    with chdir(ROOT):
        plan = fixture.plan()
    shown = replace(plan, migrations=tuple(each for each in plan.migrations if each.name == name))
    report = Report(
        command=command(rule),
        generated_at="",
        environment=NOWHERE,
        plan=shown,
        findings=tuple(each for each in found(plan, [rule]) if each.migration == name),
        checks=(*statement_checks(shown), releases(shown)),
        unknown=unknowns(shown),
    )
    page = Page(Look(width=80))
    verdict(page, report)
    migrations(page, report)
    findings(page, replace(report, findings=report.findings[:1]))
    if left := len(report.findings) - 1:
        page.prose(f"[{left} more of {rule.id}]")
    return page.finished().strip()


def index() -> Iterator[str]:
    """The rules by family."""
    families: dict[str, list[Rule]] = {}
    for rule in all_rules():
        families.setdefault(rule.family, []).append(rule)
    yield INDEX.format(count=len(all_rules()), families=len(families))
    for family, members in families.items():
        about = inspect.getdoc(import_module(f"migration_safety.rules.{family}")) or ""
        yield f"## {family}\n\n{about}\n\n| rule | name | severity | what is wrong |\n|-|-|-|-|"
        for rule in members:
            link = f"[{rule.name}]({rule.name}.md)"
            yield f"| {rule.id} | {link} | {rule.severity.label} | {rule.title} |"
        yield ""
