"""Names and SQL are shown, never obeyed: by a terminal, by rich, by Markdown, by HTML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.operations.change import Source
from migration_safety.core.report import Report, Unknown
from migration_safety.reports import markdown
from migration_safety.reports.formats import render
from migration_safety.reports.look import Look
from migration_safety.reports.markdown_filters import fence, prose, span
from migration_safety.reports.visible import block, line
from tests.reports.sample import INDEX_FINDING, SAMPLE

HOSTILE = "x\x1b[31m\x9b2J\r[red]|`*<b>{{ y }}\u202e\ud800 @you"


def poisoned() -> Report:
    """The sample with hostile text wherever text may stand."""
    finding = replace(
        INDEX_FINDING, message=HOSTILE, why=HOSTILE, remedy=HOSTILE, rule=HOSTILE, name=HOSTILE
    )
    unknown = Unknown(HOSTILE, HOSTILE, HOSTILE + "\n```\n# out")
    said = Suppression((HOSTILE,), HOSTILE, owner=HOSTILE, source=Source(HOSTILE, 1))
    return replace(
        SAMPLE,
        findings=(finding,),
        unknown=(unknown,),
        suppressed=(replace(finding, suppressed=said),),
        acknowledged=(replace(unknown, suppressed=said),),
        notes=(HOSTILE,),
    )


@pytest.mark.parametrize("name", ["text", "markdown", "json"])
def test_no_control_character_passes(name: str) -> None:
    text = render(poisoned(), name, Look(verbosity=2))
    assert not set(text) & set("\x1b\x9b\r\u202e\ud800")
    text.encode("utf-8")


def test_rich_markup_is_text() -> None:
    assert "[red]" in render(poisoned(), "text", Look(colour=True))


def test_markdown_shows_html_and_tables_as_text() -> None:
    parser = MarkdownIt("commonmark").enable("table")
    page = parser.render(render(poisoned(), "markdown", Look()))
    assert "<b>" not in page
    assert "<h1>" not in page
    assert page.count("<table>") == render(poisoned(), "markdown", Look()).count("\n|-")


def test_every_value_of_the_template_passes_a_filter() -> None:
    template = (Path(markdown.__file__).parent / "templates" / "report.md").read_text("utf-8")
    values = [part.split("}}")[0].strip() for part in template.split("{{")[1:]]
    assert values
    assert [value for value in values if "|" not in value] == []


def test_fences_are_longer_than_what_they_hold() -> None:
    assert fence("a ```` b", "sql") == "`````sql\na ```` b\n`````"
    assert span("a`b") == "`` a`b ``"
    assert span("a|b") == "`a\\|b`"


def test_text_of_one_line_stays_on_it() -> None:
    assert line("a\n b\t c") == "a b c"
    assert block("a\r\n\tb\x07") == "a\n    b\\x07"
    assert prose("a_b\n#c") == "a\\_b \\#c"
