"""Writes the generated pages of docs/, or says which are stale: python -m tests.generate_docs."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

DOCS = Path(__file__).resolve().parent.parent / "docs"
# Below docs/: what lies there and is no page of today's belongs to a rule that is gone.
GENERATED = ("rules/*.md", "facts.md", "replication.md", "blue_green_strategy.schema.json")
MAKERS = {
    "tests.docs.deployment_schema": "deployment_schema",
    "tests.docs.fact_table": "fact_table",
    "tests.docs.replication_table": "replication_table",
    "tests.docs.rule_pages": "rule_pages",
}


def pages() -> dict[Path, str]:
    """The text of each generated page; asks for Django's settings."""
    found: dict[str, str] = {}
    for module, maker in MAKERS.items():
        # Fixtures are migrations, which cannot be imported before Django is set up.
        found |= getattr(import_module(module), maker)()
    return {DOCS / name: text for name, text in found.items()}


def stale() -> list[Path]:
    """The pages that differ from what they should be, are missing, or should be no more."""
    wanted = pages()
    there = {path for pattern in GENERATED for path in DOCS.glob(pattern)}
    return sorted(
        path for path in there | set(wanted) if not path.exists() or text(path) != wanted.get(path)
    )


def text(path: Path) -> str:
    """What the page says now."""
    return path.read_text("utf-8")


def write() -> None:
    """Bring every page up to date."""
    wanted = pages()
    for path in stale():
        if path not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if one is stale")
    check: bool = parser.parse_args().check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if not check:
        write()
    found = [str(path.relative_to(DOCS.parent)) for path in stale()]
    if found:
        print("stale, run python -m tests.generate_docs:", *found, sep="\n  ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
