"""Tables and sequences, as far as replication asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """As pg_class has it: `kind` is relkind, `persistence` p or u, `root` the partitioned table
    that it is a part of, or "".

    `identity` is relreplident, `key` the columns by which an UPDATE is found under it, none
    where it would be refused.  `owned`: the driver may publish it.
    """

    name: str
    kind: str
    persistence: str
    root: str
    identity: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    generated: tuple[str, ...]
    triggers: tuple[str, ...]
    secured: bool
    owned: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """`left` is how many values it has left, for its own limit and that of its column."""

    name: str
    left: int
    used: float
