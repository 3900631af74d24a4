"""The fingerprint of migrations: equal where running them makes the same database."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration

from migration_safety.core.statement import Statement
from migration_safety.reading.locate import file_of

# What decides about tables, and what data migrations are known to ask for.
SETTINGS = (
    *("INSTALLED_APPS", "AUTH_USER_MODEL", "DEFAULT_AUTO_FIELD", "MIGRATION_MODULES"),
    *("DATABASE_ROUTERS", "DEFAULT_TABLESPACE", "DEFAULT_INDEX_TABLESPACE", "USE_TZ"),
    *("TIME_ZONE", "LANGUAGE_CODE", "LANGUAGES", "SITE_ID"),
)
# A default such as uuid4 gives another value each time that it is called.
STRINGS = re.compile(r"'[^']*'")


class Fingerprint:
    """Of the migrations added: their files, the Python these name, and the SQL that follows.

    The SQL answers for settings, routers and fields of the project's own, whatever file they
    are in.  What a data migration calls in turn is not followed further.
    """

    def __init__(self, unmigrated: Collection[str]) -> None:
        self._digest = hashlib.sha256()
        self._read: set[Path] = set()
        self._add(django.get_version(), sys.version)
        self._add(*(f"{name}={getattr(settings, name, None)!r}" for name in SETTINGS))
        for label in sorted(unmigrated):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                self._add(model._meta.label)
                for path in _files(model.__module__):
                    self._add_file(path)

    def __str__(self) -> str:
        return self._digest.hexdigest()

    def add(self, migration: Migration, statements: Iterable[Statement]) -> None:
        """The next one, with the statements that it would send."""
        self._add(migration.app_label, migration.name)
        self._add_file(file_of(migration))
        for path in _python(migration.operations):
            self._add_file(path)
        self._add(*(STRINGS.sub("''", each.sql) for each in statements))

    def _add(self, *texts: str) -> None:
        for text in texts:
            self._digest.update(text.encode() + b"\0")

    def _add_file(self, path: Path | None) -> None:
        if path is None or path in self._read:
            return
        self._read.add(path)
        try:
            self._digest.update(path.read_bytes() + b"\0")
        except OSError:
            self._add(str(path))


def _python(operations: Iterable[Any]) -> Iterator[Path]:
    """The files of operations that are not Django's own, and of what RunPython calls."""
    for operation in operations:
        for named in (type(operation), getattr(operation, "code", None)):
            module = getattr(named, "__module__", None) or type(named).__module__
            if named is not None and not module.startswith("django."):
                yield from _files(module)
        yield from _python(getattr(operation, "database_operations", ()))


def _files(module: str) -> Iterator[Path]:
    file = getattr(sys.modules.get(module), "__file__", None)
    if file:
        yield Path(file)
