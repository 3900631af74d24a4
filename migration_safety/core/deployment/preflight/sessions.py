"""Who is at work on a server, and who else lives on its changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """A backend of the cluster; `seconds` its transaction has lasted, None without one.

    `writes`: its transaction has a number, for which a new slot waits.  `here`: it is in the
    database of the deployment.  `hidden`: the driver may not see what it does.
    """

    pid: int
    role: str
    application: str
    client: str
    kind: str
    seconds: float | None
    writes: bool
    here: bool
    hidden: bool
    wraparound: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transaction that waits for COMMIT PREPARED."""

    name: str
    database: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Consumer:
    """`kind` is "logical slot", "physical slot", "slot of database NAME", "publication" or
    "subscription"; `retained` are the bytes of WAL that a slot keeps."""

    kind: str
    name: str
    active: bool
    retained: int

    @property
    def elsewhere(self) -> bool:
        """Whether it is of another database of the server."""
        return self.kind.startswith("slot of")


@dataclass(frozen=True, slots=True)
class Pooler:
    """`modes` are those of its databases that lead to the deployment's ("transaction"), `backends`
    the processes of the server that it is connected to; `trouble` why it tells nothing, or ""."""

    name: str
    modes: tuple[str, ...] = ()
    backends: frozenset[int] = frozenset()
    trouble: str = ""
