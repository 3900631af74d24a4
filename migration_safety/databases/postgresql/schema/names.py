"""The names PostgreSQL gives to constraints, indexes and sequences that have none.

Source: makeObjectName and ChooseConstraintName in src/backend of PostgreSQL 15 to 18.
"""

from __future__ import annotations

from collections.abc import Container

LIMIT = 63  # NAMEDATALEN - 1, in bytes


def truncated(name: str) -> str:
    """As the server stores it: at most 63 bytes, cut between characters."""
    return name.encode()[:LIMIT].decode(errors="ignore")


def object_name(table: str, columns: str, label: str) -> str:
    """`table_columns_label`, the longer of the two cut until it fits."""
    first, second = table.encode(), columns.encode()
    room = LIMIT - len(label) - 1 - (1 if second else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = (first.decode(errors="ignore"), second.decode(errors="ignore"), label)
    return "_".join(part for part in parts if part)


def choose(table: str, columns: str, label: str, taken: Container[str]) -> str:
    """The first free name: label, label1, label2, ..."""
    name, number = object_name(table, columns, label), 0
    while name in taken:
        number += 1
        name = object_name(table, columns, f"{label}{number}")
    return name
