"""--list-rules and --explain: the rules on paper, without a look at any migration."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from migration_safety.core.nearest import advice
from migration_safety.errors import OutputError
from migration_safety.management.delivery import write_out
from migration_safety.reports.look import Look
from migration_safety.rules.registry import Rule, all_rules, rule_named

FORMATS = ("json", "text")


def add_rule_pages(parser: CommandParser) -> None:
    """Two questions that need no migration."""
    group = parser.add_argument_group("rules on paper")
    group.add_argument("--list-rules", action="store_true", help="list all rules and stop")
    group.add_argument("--explain", metavar="RULE", help="say what a rule means and stop")


def rule_pages(options: dict[str, Any], look: Look, stream: OutputWrapper) -> bool:
    """Whether one of the two was asked, and is answered."""
    if not (options["list_rules"] or options["explain"]):
        return False
    if options["format"] not in FORMATS:
        raise OutputError("Rules print as text or json.", advice(options["format"], FORMATS))
    rules = [rule_named(options["explain"])] if options["explain"] else all_rules()
    pages = [page(rule) for rule in rules]
    write_out(printed(pages, options, look), stream)
    return True


def printed(pages: list[dict[str, str]], options: dict[str, Any], look: Look) -> str:
    """The pages in the format that was asked for."""
    if options["format"] == "json":
        return json.dumps(pages, indent=2) + "\n"
    # Loaded on demand, as every renderer.
    text = import_module("migration_safety.reports.text.rules")
    answer = text.explained(pages[0], look) if options["explain"] else text.listed(pages, look)
    return str(answer)


def page(rule: Rule) -> dict[str, str]:
    """A rule as plain words."""
    return {
        "rule": rule.id,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.label,
        "title": rule.title,
        "what": rule.what,
        "fine": rule.fine,
        "instead": rule.instead,
    }
