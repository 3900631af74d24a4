"""The form of a fact: what a shape of statement does, where that is written, how it is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """What an action of `shape` does to the table it names, and to `others` by their role.

    `lock` is the table-level lock in the manual's words, "" where it takes none on a table.
    `scans`: reads the whole table (an index build does); `rewrites`: writes it anew.
    `others_scanned` are the roles of the others that it reads through.
    `rebuilds`: builds the column's indexes again while the lock is held.
    `transactional` is False for what PostgreSQL refuses inside a transaction block.
    `page` is the manual's page below https://www.postgresql.org/docs/current/.
    `example` is run on every supported server against the schema of tests/postgresql, after
    `setup`; it holds for servers from major version `since` to `until`.
    """

    shape: str
    lock: str
    page: str
    example: str
    others: Mapping[str, str] = field(default_factory=dict)
    others_scanned: tuple[str, ...] = ()
    rewrites: bool = False
    scans: bool = False
    rebuilds: bool = False
    transactional: bool = True
    setup: str = ""
    since: int = 15
    until: int = 99
