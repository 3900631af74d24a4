"""A cell of a row in the text format of PostgreSQL's COPY, which rows have for every vendor."""

from __future__ import annotations

import re

NULL = b"\\N"
ESCAPES = {b"\\": b"\\\\", b"\t": b"\\t", b"\n": b"\\n", b"\r": b"\\r"}
CHARACTERS = {escaped: plain for plain, escaped in ESCAPES.items()}
SPECIAL = re.compile(rb"[\\\t\n\r]")
ESCAPED = re.compile(rb"\\[\\tnr]")


def escaped(text: bytes) -> bytes:
    """The text as a cell: no byte of it ends the cell or the line, and none means NULL."""
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], text)


def text_of(cell: bytes) -> str | None:
    """What a cell holds; None for NULL."""
    if cell == NULL:
        return None
    return ESCAPED.sub(lambda found: CHARACTERS[found[0]], cell).decode()
