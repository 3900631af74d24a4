"""Texts that must differ in every row: where the row's number stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Field, FileField, FilePathField, TextField

from migration_safety.core.volume.template import Template
from migration_safety.rows.values.kin import meaning_of
from migration_safety.rows.values.validity import complaint

TEXTS = (CharField, TextField, FileField, FilePathField)
# Hexadecimal texts keep their length where digits go.
LETTERS = str.maketrans("0123456789", "abcdefabcd")
# Of last resort, the likeliest to be taken first.
PLAIN = (("", ""), ("a", ""), ("A", ""), ("a-", ""), ("A-", ""), ("+1555000", ""))


def is_text(field: Field[Any, Any]) -> bool:
    """Whether a row's number can stand in its values."""
    return isinstance(field, TEXTS) and not field.choices


def numbered(field: Field[Any, Any], text: str, *, number: int, digits: int) -> Template | None:
    """The text with the row's number where `number` is; None where it cannot stand there."""
    parts = tuple(text.split(str(number)))
    template = Template(parts)
    return template if len(parts) > 1 and takes(field, template, digits) else None


def unique(field: Field[Any, Any], text: str, digits: int) -> Template | None:
    """A text like that one, with room for a number; None where the field has none."""
    for before, after in (*_fitted(field, text, digits), *PLAIN):
        template = Template((before, after))
        if takes(field, template, digits):
            return template
    return None


def takes(field: Field[Any, Any], template: Template, digits: int) -> bool:
    """Whether the field takes it, and stores it as it is, with any number of so many digits."""
    filled = [template.text(1), template.text(10**digits - 2)]
    if any(len(text) > (field.max_length or len(text)) for text in filled):
        return False
    return all(
        not complaint(field, text) and (isinstance(field, FileField) or _as_is(field, text))
        for text in filled
    )


def unambiguous(templates: Sequence[Template]) -> list[Template]:
    """The same without digits beside the numbers, where two rows might else read alike.

    A part that all of them share may keep its digits.
    """
    counts = {len(each.parts) for each in templates}
    shared = [False] * max(counts, default=0)
    if len(counts) == 1:
        columns = zip(*(each.parts for each in templates), strict=True)
        shared = [len(set(column)) == 1 for column in columns]
    return [
        Template(
            tuple(
                part if same else _tidy(re.sub(r"\d", "", part))
                for part, same in zip(each.parts, shared, strict=False)
            )
        )
        for each in templates
    ]


def _tidy(text: str) -> str:
    """Without the second of two signs that a number stood between."""
    return re.sub(r"([-_ ])\1+", r"\1", text)


def _as_is(field: Field[Any, Any], text: str) -> bool:
    """A field that encrypts or folds what it stores is no place for a template."""
    return bool(field.get_prep_value(field.to_python(text)) == text)


def _fitted(field: Field[Any, Any], text: str, digits: int) -> Iterator[tuple[str, str]]:
    """The text cut in two at the place that its meaning gives it, shortened to the room."""
    meaning = "file" if isinstance(field, FileField | FilePathField) else meaning_of(field)
    before, after = CUTS.get(meaning, _at_end)(text)
    room = (field.max_length or len(text) + digits + 9) - digits
    if room >= len(after):
        yield _shortened(before, room - len(after)), after


def _shortened(before: str, room: int) -> str:
    if len(before) <= room:
        return before
    # The sign between the words and the number stays.
    sign = before[-1:] if not before[-1:].isalnum() else ""
    return (before[: max(room - len(sign), 0)].rstrip("-_. ") + sign)[:room]


def _bare(text: str) -> str:
    return re.sub(r"\d", "", text)


def _at_end(text: str) -> tuple[str, str]:
    words = _bare(text).strip()
    return (f"{words} " if words else ""), ""


def _dashed(text: str) -> tuple[str, str]:
    words = _bare(text).strip("-_./ ")
    return (f"{words}-" if words else ""), ""


def _mail(text: str) -> tuple[str, str]:
    local, _, host = _bare(text).rpartition("@")
    return local.strip("."), f"@{host}"


def _host(text: str) -> tuple[str, str]:
    first, dot, rest = _bare(text).partition(".")
    return first.strip("-"), f"{dot}{rest}"


def _url(text: str) -> tuple[str, str]:
    return f"{_bare(text).rstrip('/')}/", ""


def _file(text: str) -> tuple[str, str]:
    stem, dot, suffix = _bare(text).rpartition(".")
    return (f"{stem}-", f".{suffix}") if dot else (f"{suffix}-", "")


def _joined(text: str) -> tuple[str, str]:
    return _bare(text).rstrip(".-_"), ""


def _hexadecimal(text: str) -> tuple[str, str]:
    return text.translate(LETTERS), ""


CUTS: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "email": _mail,
    "host": _host,
    "url": _url,
    "path": _url,
    "file": _file,
    "slug": _dashed,
    "code": _dashed,
    "type": _dashed,
    "username": _joined,
    "hash": _hexadecimal,
    "token": _hexadecimal,
    "uuid": _hexadecimal,
}
