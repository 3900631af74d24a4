"""What nginx answered: its log, read on from where one has come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migration_safety.errors import ProxyError

# No address of the site: it may hold what belongs to a row.
FORMAT = (
    r"$msec\t$status\t$request_time\t$migration_safety_colour\t$request_method\t$upstream_status"
)
FIELDS = 6


@dataclass(frozen=True, slots=True)
class Answered:
    """One request, at the moment of its end (seconds since 1970).

    `status` is what the client got (499: it had gone), `seconds` how long it took in all.
    `colour` served it last; `attempts` are the statuses of all sendings, "-" of one unanswered.
    """

    moment: float
    status: int
    seconds: float
    colour: str
    method: str
    attempts: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether the site is to blame."""
        return self.status >= 500

    @property
    def sent_again(self) -> bool:
        """Whether a gate refused it on the way."""
        return "421" in self.attempts


class Log:
    """It grows; each reading begins where the last one ended, at first at its end of now."""

    def __init__(self, path: Path, *, whole: bool = False) -> None:
        self._path = path
        self._offset = 0 if whole or not path.exists() else path.stat().st_size

    def fresh(self) -> list[Answered]:
        """What has been answered since the last reading.  Raises ProxyError."""
        try:
            # One that was rotated away begins anew.
            if self._path.stat().st_size < self._offset:
                self._offset = 0
            with self._path.open("rb") as log:
                log.seek(self._offset)
                read = log.read()
        except OSError as error:
            raise ProxyError(
                f"nginx's log {self._path} cannot be read: {error.strerror}.",
                "Let MIGRATION_SAFETY_LOG name the log of the generated configuration.",
            ) from None
        whole = read[: read.rfind(b"\n") + 1]
        self._offset += len(whole)
        return list(answered(whole.decode("utf-8", "replace")))


def answered(text: str) -> Iterator[Answered]:
    """The requests of some lines in FORMAT; others are passed over."""
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) != FIELDS:
            continue
        moment, status, seconds, colour, method, attempts = fields
        # "421, 200" by one group of servers, "421 : 200" by one after the other.
        tried = tuple(attempts.replace(",", " ").replace(" : ", " ").split())
        yield Answered(float(moment), int(status), float(seconds), colour, method, tried)
