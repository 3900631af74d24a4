"""Transaction control: which statements steer a transaction, told by their first word."""

from __future__ import annotations

import re

COMMENTS = re.compile(r"(\s+|--[^\n]*(\n|$)|/\*.*?\*/)*", re.DOTALL)
WORD = re.compile(r"[A-Za-z]+")

# As Django names its own: s, the thread, x, a number.
SAVEPOINT = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "s\d+_x\d+"')

# Statements that steer a transaction, or that PostgreSQL refuses where there is none: a
# transaction of ours around them would change what they do.
CONTROL = frozenset(
    {
        *("BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK", "PREPARE"),
        *("SAVEPOINT", "RELEASE", "LOCK", "DECLARE"),
    }
)


def keyword(sql: str) -> str:
    """The first word, in capitals, past blanks and comments."""
    comments = COMMENTS.match(sql)
    word = WORD.match(sql, comments.end() if comments else 0)
    return word.group().upper() if word else ""
