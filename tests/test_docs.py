"""The documentation names everything, its links lead somewhere, its examples are real."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

from migration_safety.conf import CHECKS
from migration_safety.rules.registry import all_rules
from migration_safety.rules.rule import Rule
from tests.docs.demo import DEMO, shortened, words
from tests.generate_docs import stale
from tests.plugins.servers import Server
from tests.project import ROOT

DOCS = ROOT / "docs"
PAGES = {
    str(path.relative_to(ROOT)): path
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
}
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^python3 -m venv .*$", re.MULTILINE)


def text(page: str) -> str:
    return PAGES[page].read_text("utf-8")


def anchors(path: Path) -> set[str]:
    """Its headings, as links name them."""
    prose = FENCE.sub("", path.read_text("utf-8"))
    headings = (line.lstrip("# ") for line in prose.splitlines() if line.startswith("#"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead(page: str) -> Iterator[str]:
    """The links of a page that lead nowhere."""
    for link in LINK.findall(FENCE.sub("", text(page))):
        target, _, anchor = link.partition("#")
        path = PAGES[page].parent / target if target else PAGES[page]
        if link.startswith("https://"):
            continue
        if not path.exists() or (anchor and anchor not in anchors(path)):
            yield link


def written() -> list[str]:
    """The pages that people write; the code on those of rules is a part, or has blanks."""
    return [page for page in PAGES if not page.startswith("docs/rules/")]


@pytest.mark.parametrize("page", PAGES)
def test_links_are_alive(page: str) -> None:
    assert list(dead(page)) == []


@pytest.mark.parametrize("page", written())
def test_python_examples_compile(page: str) -> None:
    for language, example in FENCE.findall(text(page)):
        if language == "python":
            ast.parse(example)


def test_every_page_is_in_the_index() -> None:
    index = set(LINK.findall(text("docs/README.md")))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.glob("*.*")} - {"README.md"}
    assert {page for page in pages if not page.endswith(".svg")} <= index


def test_every_picture_is_shown_by_a_page() -> None:
    shown = {link for page in DOCS.glob("*.md") for link in LINK.findall(page.read_text("utf-8"))}
    assert {path.name for path in DOCS.glob("*.svg")} <= shown


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_is_in_the_list_of_rules(rule: Rule) -> None:
    assert f"| {rule.id} | [{rule.name}]({rule.name}.md) |" in text("docs/rules/README.md")


@pytest.mark.parametrize("setting", CHECKS)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in text("docs/settings.md")


@pytest.mark.skipif(django.VERSION[:2] != (5, 2), reason="pages are generated under Django 5.2")
def test_generated_pages_are_fresh() -> None:
    assert stale() == []


def test_the_readme_has_one_command_to_try_it_and_one_to_test_it() -> None:
    tried, tested = COMMAND.findall(text("README.md"))
    assert "check_migration_safety --observe" in tried
    assert tested.endswith(".venv/bin/pytest")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    (pattern,) = re.findall(r"grep -E '(.*)' README.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert len(re.findall(pattern, text("README.md"), re.MULTILINE)) == 1


@pytest.mark.skipif(django.VERSION[:2] != (5, 2), reason="the demo is shown under Django 5.2")
def test_the_readme_shows_what_the_demo_prints(newest: Server, database_url: str) -> None:
    manage("migrate_to_release", database=database_url)
    check = ("check_migration_safety", "--observe", "--fail-on", "never", "--sandbox", newest.url())
    demo = shortened(manage(*check, database=database_url))
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGES["README.md"].write_text(DEMO.sub(lambda _: demo, text("README.md")), "utf-8")
    (shown,) = DEMO.findall(text("README.md"))
    assert words(shown) == words(demo)


def manage(*arguments: str, database: str) -> str:
    """What a command of civicpulse prints on a terminal of 80 columns."""
    ours = {"DJANGO_SETTINGS_MODULE": "civicpulse.settings", "DATABASE_URL": database}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **ours, "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
