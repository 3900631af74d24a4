"""What LIKE compares texts with, as a regular expression."""

from __future__ import annotations

import re

WILDCARD = re.compile(r"\\(.)|(%)|(_)|(.)", re.DOTALL)


def regular_expression(pattern: str) -> str:
    """For a pattern whose escape character is the backslash."""
    return "".join(_part(*part.groups()) for part in WILDCARD.finditer(pattern))


def _part(quoted: str | None, several: str | None, one: str | None, plain: str | None) -> str:
    if several:
        return ".*"
    return "." if one else re.escape(quoted or plain or "")
