"""The table of facts: what each shape of statement does to PostgreSQL's tables."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from migration_safety.databases.postgresql.fact import Fact
from migration_safety.databases.postgresql.facts import (
    columns,
    constraints,
    indexes,
    objects,
    rows,
    tables,
)
from migration_safety.databases.postgresql.locks import BLOCKS

SUBJECTS: tuple[ModuleType, ...] = (columns, constraints, indexes, tables, rows, objects)
MANUAL = "https://www.postgresql.org/docs/current"
LOWEST, HIGHEST = 15, 99
INTRODUCTION = """\
# Facts about PostgreSQL

What the tool predicts rests on these facts. Each has a source, the page of PostgreSQL's manual
that the statement links to, and an example, which the test suite runs and watches on every server
at hand.

"Others wait to" says what the [lock]({manual}/explicit-locking.html) keeps others from until its
transaction ends. "Every row" says whether the time under the lock grows with the table, as its
rows are read or written anew. Where one statement has several lines, the example shows the
difference.
"""
COLUMNS = (
    "statement",
    "lock on the table",
    "others wait to",
    "every row",
    "locks on others",
    "versions",
    "example",
)


def fact_table() -> dict[str, str]:
    """The text of the page by its path below docs/."""
    return {"facts.md": "\n".join(lines())}


def lines() -> Iterator[str]:
    yield INTRODUCTION.format(manual=MANUAL)
    for subject in SUBJECTS:
        title = (subject.__doc__ or "").strip().rstrip(".")
        yield f"## {title}\n\n| {' | '.join(COLUMNS)} |\n{'|-' * len(COLUMNS)}|"
        yield from (row(fact) for fact in (*subject.FACTS, *getattr(subject, "UNPROVEN", ())))
        yield ""


def row(fact: Fact) -> str:
    """One fact as a line of the table."""
    cells = (
        f"[{fact.shape}]({MANUAL}/{fact.page}.html)",
        fact.lock or "none",
        waits(fact.lock),
        work(fact),
        ", ".join(f"{role}: {lock}" for role, lock in fact.others.items()) or "-",
        versions(fact),
        example(fact),
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def waits(lock: str) -> str:
    """What others wait to do."""
    words = {
        "nothing": "-",
        "schema changes": "change the schema",
        "writes": "write",
        "everything": "read, write",
    }
    return words[BLOCKS[lock].label] if lock else "-"


def work(fact: Fact) -> str:
    """What happens to the rows while the lock is held."""
    if fact.rewrites:
        return "rewritten"
    return "indexed again" if fact.rebuilds else "read" if fact.scans else "-"


def example(fact: Fact) -> str:
    """The statement that the test suite runs, and what it runs before."""
    before = f", after `{fact.setup}`" if fact.setup else ""
    return f"`{fact.example}`{before}" if fact.example else "-"


def versions(fact: Fact) -> str:
    """The servers that it holds for."""
    if fact.until < HIGHEST:
        return f"{fact.since} to {fact.until}"
    return "all" if fact.since <= LOWEST else f"from {fact.since}"
