"""What holds several values or none: JSON, key-value stores, bytes, paths of files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any

from django.core.validators import FileExtensionValidator
from django.db.models import Field, FileField, FilePathField, ImageField

from migration_safety.rows.values.texts import prose
from migration_safety.rows.values.texts.codes import SUFFIXES
from migration_safety.rows.values.texts.identity import Source
from migration_safety.rows.values.world import World

KEYS = ("theme", "source", "language", "newsletter", "channel", "notes", "priority", "labels")


def document(field: Field[Any, Any], world: World) -> Source:
    """A small object of JSON, or a list where that is the field's default."""
    if field.default is list or isinstance(field.default, list | tuple):
        return lambda row: [prose.word(world) for _ in range(world.random.randrange(5))]

    def drawn(row: Any) -> dict[str, object]:
        count = world.random.randrange(1, 4)
        return {key: _member(world) for key in world.random.sample(KEYS, count)}

    return drawn


def store(world: World) -> dict[str, str]:
    """Texts by key, for an hstore."""
    return {key: prose.word(world) for key in world.random.sample(KEYS, 2)}


def lexemes(world: World) -> str:
    """Words in the text form of a tsvector: neither quotes nor colons."""
    return " ".join(sorted({prose.slug(prose.word(world), world) for _ in range(4)}))


def octets(limit: int | None, world: World) -> bytes:
    """Some bytes."""
    return world.random.randbytes(world.random.randrange(1, min(limit or 64, 64) + 1))


def uploaded(field: FileField, world: World) -> Source:
    """Where an upload would be stored; the storage is not asked."""
    suffixes = _suffixes(field)
    folder = _folder(field, world)

    def path(row: Any) -> str:
        ending = f".{world.skewed(suffixes)}"
        above = folder()
        room = (field.max_length or 100) - len(above) - len(ending) - 1
        stem = prose.clipped(prose.slug(prose.title(world), world), max(room, 1))
        return posixpath.join(above, f"{stem}{ending}")

    return path


def file_path(field: FilePathField[Any, Any], world: World) -> Source:
    """A name in the field's folder; whether such a file exists is not asked."""
    folder = field.path() if callable(field.path) else field.path
    room = (field.max_length or 100) - len(str(folder)) - 5
    return lambda row: posixpath.join(
        str(folder), f"{prose.clipped(prose.slug(prose.title(world), world), max(room, 1))}.txt"
    )


def _folder(field: FileField, world: World) -> Callable[[], str]:
    where = field.upload_to
    # A function of the project's would be asked for an instance, and may save one.
    if callable(where):
        return lambda: field.name
    return lambda: world.moment().strftime(str(where)) if "%" in str(where) else str(where)


def _suffixes(field: FileField) -> tuple[str, ...]:
    for each in field.validators:
        if isinstance(each, FileExtensionValidator) and each.allowed_extensions:
            return tuple(each.allowed_extensions)
    return ("jpg", "png") if isinstance(field, ImageField) else SUFFIXES


def _member(world: World) -> object:
    return world.one_of(
        (prose.word(world), world.random.randrange(100), world.chance(0.5), [prose.word(world)])
    )
