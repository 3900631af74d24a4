"""The comments of a file, read with `tokenize`: strings that look like comments are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from tokenize import COMMENT, TokenError, generate_tokens

# How far the text of a comment is set in that goes on with the sentence of the line above.
SET_IN = "  "


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` begins after the #; `alone`: nothing else is on its lines, `first` to `last`."""

    text: str
    first: int
    last: int
    alone: bool


def comments(text: str) -> list[Comment]:
    """All of them, each with the lines that go on with it: none where it is no Python."""
    try:
        found = list(_read(text))
    except (TokenError, SyntaxError):
        return []
    joined: list[Comment] = []
    for each in found:
        if joined and _goes_on(joined[-1], each):
            text = f"{joined[-1].text} {each.text.strip()}"
            joined[-1] = replace(joined[-1], text=text, last=each.last)
        else:
            joined.append(each)
    return joined


def _read(text: str) -> Iterator[Comment]:
    lines = text.split("\n")
    for token in generate_tokens(StringIO(text).readline):
        if token.type == COMMENT:
            line, column = token.start
            alone = not lines[line - 1][:column].strip()
            yield Comment(token.string[1:].rstrip(), line, line, alone)


def _goes_on(before: Comment, comment: Comment) -> bool:
    follows = comment.alone and comment.first == before.last + 1
    return follows and before.alone and comment.text.startswith(SET_IN)
