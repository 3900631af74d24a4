"""Template filters that keep a value from being read as shell."""

from __future__ import annotations

import shlex

from django.template import Library

from migration_safety.reports.visible import line

register = Library()


@register.filter
def word(value: object) -> str:
    """One word of a command, whatever is in it."""
    return shlex.quote(str(value))


@register.filter
def command(app: object, migration: object) -> str:
    """What applies a migration."""
    return f"python manage.py migrate {word(app)} {word(migration)}"


@register.filter
def on(command: str, alias: str) -> str:
    """A command of Django's, about that database."""
    return command if alias == "default" else f"{command} --database {word(alias)}"


@register.filter
def remark(value: object) -> str:
    """The text of a comment: one line."""
    return line(str(value))
