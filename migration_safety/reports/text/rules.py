"""The rules for people at a terminal: the list, and one rule as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migration_safety.reports import words
from migration_safety.reports.look import Look
from migration_safety.reports.text.page import Page


def listed(rules: Sequence[Mapping[str, str]], look: Look) -> str:
    """All of them, one a row."""
    page = Page(look)
    page.table(
        ("rule", "severity", "what is wrong"),
        [(rule["rule"], rule["severity"], rule["title"]) for rule in rules],
    )
    page.blank()
    page.prose(f"{words.amount(len(rules), 'rule')}. --explain RULE says more about one of them.")
    return page.finished()


def explained(rule: Mapping[str, str], look: Look) -> str:
    """One of them: what happens, when it is fine, and what to write instead."""
    page = Page(look)
    page.prose(f"{rule['rule']} {rule['name']} ({rule['severity']})", style="bold")
    page.prose(rule["title"])
    for title, text in {"What happens": rule["what"], "When it is fine": rule["fine"]}.items():
        if text:
            page.heading(title)
            page.paragraphs(text)
    if rule["instead"]:
        page.heading("Instead")
        page.verbatim(rule["instead"])
    return page.finished()
