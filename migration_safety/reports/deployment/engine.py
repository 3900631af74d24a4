"""The template engine of the documents, and which of them a deployment has."""

from __future__ import annotations

from pathlib import Path

from django.template import Context, Engine

# HTML escaping is off, as none of the documents is HTML; every value passes a filter instead.
ENGINE = Engine(
    dirs=[str(Path(__file__).parents[1] / "templates" / "deployment")],
    autoescape=False,
    builtins=[
        "migration_safety.reports.markdown_filters",
        "migration_safety.reports.shell_filters",
    ],
)


def rendered(template: str, facts: dict[str, object]) -> str:
    """The text, which ends with one newline."""
    found = ENGINE.get_template(template).render(Context(facts, autoescape=False))
    return found.strip("\n") + "\n"
