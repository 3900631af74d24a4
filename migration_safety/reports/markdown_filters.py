"""Template filters that keep a value from being read as Markdown or HTML."""

from __future__ import annotations

import re

from django.template import Library

from migration_safety.core.finding import Finding
from migration_safety.reports import words
from migration_safety.reports.visible import block, line

register = Library()
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


@register.filter
def prose(value: object) -> str:
    """One line of text, anywhere, table cells included; @ must not call people."""
    return SPECIAL.sub(r"\\\1", line(str(value))).replace("@", "@\u200b")


@register.filter
def span(value: object) -> str:
    """A name in code type, safe in a table cell."""
    text = line(str(value)).replace("|", "\\|")
    ticks = "`" * (longest_run(text) + 1)
    blank = " " if "`" in text else ""
    return f"{ticks}{blank}{text}{blank}{ticks}" if text else ""


@register.filter
def written(value: str) -> str:
    """Our own words, which are Markdown already."""
    return value


@register.filter
def fence(value: object, language: str = "") -> str:
    """A block of code behind a fence longer than any run of backticks within."""
    text = block(str(value)).strip("\n")
    ticks = "`" * max(3, longest_run(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


@register.filter
def lines(texts: list[str]) -> str:
    """Lines of a table cell."""
    return "<br>".join(map(prose, texts))


@register.filter
def rules(found: list[Finding]) -> str:
    """The rules that object, as the content of a table cell."""
    told = (f"{span(each.rule)} {weight(each)}" for each in found)
    return ", ".join(dict.fromkeys(told))


def weight(finding: Finding) -> str:
    """How much it counts."""
    return "suppressed" if finding.suppressed else finding.severity.label


@register.filter
def explain(rule: str) -> str:
    """The option that tells more about a rule, in every project."""
    return span(f"--explain {rule}")


register.filter("place", words.place)
