"""What a rehearsal has shown: what users felt, what became of their writes, how long it took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Felt:
    """Latencies in seconds since each request was due, over some time; None where there were no
    requests.  `stale`: an acknowledged write was asked for and not seen."""

    requests: int = 0
    writes: int = 0
    failed: int = 0
    stale: int = 0
    p50: float | None = None
    p99: float | None = None
    p999: float | None = None
    worst: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Traffic moved to the other side, once: "switch", "rollback" or "second switch".

    All in seconds: `pause` from the last write acknowledged by one side to the first one by the
    other; `gap` the longest time without an acknowledged write; `seconds` what the driver took.
    """

    name: str
    pause: float
    gap: float
    seconds: float
    before: Felt = Felt()
    during: Felt = Felt()
    after: Felt = Felt()


@dataclass(frozen=True, slots=True)
class Span:
    """A state of the run; `began` counts from the first request.  `backward`: of a rollback."""

    state: str
    began: float
    seconds: float
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """One proof that no write was lost, doubled or changed.

    `held` is None where it could not be asked, which proves nothing; `examined` counts what it
    has looked at, in `unit`.
    """

    name: str
    held: bool | None
    examined: int
    unit: str
    said: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something killed in a state: what users saw, and what became of the run.

    `outage` is the longest time in seconds without any answer, `ended` how the run was brought to
    an end ("resume" or "abort"), `left` what it left behind on the servers, `said` what failed.
    """

    state: str
    killed: str
    failed: int
    outage: float
    ended: str
    clean: bool
    lost: int = 0
    left: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A tenth of a second of the timeline: what was answered by which side, and how slowly."""

    at: float
    blue: int
    green: int
    failed: int
    worst: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One rehearsal: `rate` requests a second were offered; `old` and `new` say what code ran.

    `requests` are all that were made, also between the turns; of `failed` users saw an error.
    """

    strategy: str
    version: int
    rate: float
    cores: int
    old: str
    new: str
    turns: tuple[Turn, ...] = ()
    spans: tuple[Span, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    faults: tuple[Fault, ...] = ()
    moments: tuple[Moment, ...] = ()
    requests: int = 0
    failed: int = 0
    stale: int = 0
    rows: int = 0
    seconds: float = 0.0
    stopped: str = ""
    notes: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether it went to its end, every witness held, and no request failed."""
        held = bool(self.witnesses) and all(each.held for each in self.witnesses)
        survived = all(each.clean and not each.lost for each in self.faults)
        wrong = self.stopped or self.failed or self.stale
        return held and survived and not wrong
