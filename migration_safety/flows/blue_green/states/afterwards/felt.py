"""What users feel of the side that serves: errors and latency, second by second."""

from __future__ import annotations

import time
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.error import HTTPError, URLError

from migration_safety.errors import RefusedError
from migration_safety.flows.blue_green.running.run import Run
from migration_safety.proxies.nginx.log import Log

# Of so many seconds, and not of fewer requests than that: one that fails is no rate.
WINDOW, FEWEST = 10, 20
# Health is asked for once a second; so many failures in a row are no accident.
MISSES = 3
TIMEOUT = 2.0


@dataclass(frozen=True, slots=True)
class Second:
    """What one second brought: `seconds` are the latencies of its requests."""

    failed: int
    seconds: tuple[float, ...]


@dataclass
class Felt:
    """The last seconds, as `ask` tells them; `fewest` requests make a rate, and what is wrong so
    many times in a `row` is no accident."""

    ask: Callable[[], Second]
    fewest: int
    past: deque[Second] = field(default_factory=lambda: deque(maxlen=WINDOW))
    row: int = 1
    bad: int = 0

    def trouble(self, *, error_rate: float, latency: float) -> str:
        """Why it is time to go back, or ""; asks once.  `latency` is of the 95th percentile."""
        self.past.append(self.ask())
        why = self._wrong(error_rate, latency)
        self.bad = self.bad + 1 if why else 0
        if self.bad < self.row:
            return ""
        return why if self.row == 1 else f"{why}, {self.bad} times in a row"

    def _wrong(self, error_rate: float, latency: float) -> str:
        seconds = sorted(each for second in self.past for each in second.seconds)
        failed, requests = sum(second.failed for second in self.past), len(seconds)
        if requests < self.fewest:
            return ""
        if failed / requests > error_rate:
            return f"{failed} of {requests} requests failed in the last {len(self.past)} s"
        slow = seconds[min(requests - 1, int(requests * 0.95))]
        return f"the 95th percentile of latency is {slow:.1f} s" if slow > latency else ""


def felt(run: Run) -> Felt:
    """By nginx's log where the run knows it, else by asking the site whether it is healthy.

    Raises RefusedError where it knows neither.
    """
    if run.log is not None:
        log = Log(run.log)
        return Felt(lambda: _logged(log), FEWEST)
    if run.health.startswith(("http://", "https://")):
        return Felt(lambda: _healthy(run.health), 1, deque(maxlen=1), MISSES)
    raise RefusedError(
        "The run knows nothing by which to watch the site after the switch.",
        "Set MIGRATION_SAFETY_LOG to nginx's log in the generated format, or"
        " MIGRATION_SAFETY_HEALTH to the site's URL of /health/db/, http:// and all.",
    )


def _logged(log: Log) -> Second:
    fresh = log.fresh()
    return Second(sum(each.failed for each in fresh), tuple(each.seconds for each in fresh))


def _healthy(url: str) -> Second:
    started = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            failed = int(answer.status >= 400)
    except (HTTPError, URLError, OSError):
        failed = 1
    return Second(failed, (time.monotonic() - started,))
