"""The pages of the commands tell the truth; `UPDATE_SNAPSHOTS=1 pytest` writes the example anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core.management.base import CommandParser

from migration_safety.management.commands.check_migration_safety import Command as Check
from migration_safety.management.commands.plan_blue_green import Command as Plan
from migration_safety.management.commands.seed_volume_data import Command as Seed
from tests.project import MODELS, ROOT, migration, project

PAGE = ROOT / "docs" / "command-check.md"
BEGIN, END = "<!-- example -->\n```text\n", "```\n<!-- end of the example -->\n"
INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),'
META = """
    class Meta:
        indexes = [models.Index(fields=["name"], name="item_name")]
"""
# Django's own options are Django's to document.
OF_DJANGO = {"--help", "--version", "--settings", "--pythonpath", "--traceback", "--verbosity"}


PAGES = {"command-check.md": Check, "command-plan-blue-green.md": Plan, "command-seed.md": Seed}


def options() -> list[tuple[str, str]]:
    """Each page, with the long names of every option but Django's."""
    found = []
    for page, command in PAGES.items():
        parser = CommandParser(prog="manage.py")
        command().add_arguments(parser)
        names = re.findall(r"--[a-z-]+", parser.format_help())
        found += [(page, name) for name in sorted(set(names) - OF_DJANGO)]
    return found


def settled(text: str) -> str:
    """Without what differs from run to run and from machine to machine."""
    text = re.sub(r"in \d[\d.]* m?s\b", "in 9 ms", text)
    return re.sub(r"(?s)Evidence: .*?\nScore", "Evidence\nScore", text)


def without_notes(text: str) -> str:
    """Notes tell of the machine: here, that no database answers."""
    return re.sub(r"(?m)^note .*\n( {9}.*\n)*\n", "", text)


@pytest.mark.parametrize(("page", "option"), options())
def test_every_option_is_documented(page: str, option: str) -> None:
    assert f"`{option}" in (ROOT / "docs" / page).read_text(encoding="utf-8")


def test_the_example_is_what_the_command_prints(tmp_path: Path) -> None:
    shop = project(tmp_path, {"0002_item_name": migration(INDEX)})
    (tmp_path / "shop/models.py").write_text(MODELS + META, encoding="utf-8")
    done = shop.check()
    shown = without_notes(done.stdout)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    example, _, after = rest.partition(END)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        PAGE.write_text(f"{before}{BEGIN}{shown}{END}{after}", encoding="utf-8")
        example = shown
    assert settled(example) == settled(shown)
