"""How long a run waits for what, in seconds, and how far a side may be behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines of waits in seconds.

    When requests begin to wait the other side may be `lag` bytes of WAL and `behind` seconds
    behind: they would wait for that too.  `gap` is added to sequences: rows that migrate makes
    on green have numbers behind it, which blue must not reach before the switch.
    """

    hold: float = 2.0
    drain: float = 2.0
    fence: float = 2.0
    catch_up: float = 5.0
    lock: float = 1.0
    copy: float = 24 * 3600.0
    stream: float = 600.0
    monitor: float = 60.0
    heartbeat: float = 1.0
    lag: int = 1_000_000
    behind: float = 0.25
    gap: int = 1_000_000
    error_rate: float = 0.01
    latency: float = 1.0
