"""Clients that keep their connections, and send request after request."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple


class Answer(NamedTuple):
    """To what was `sent`; a connection that broke is answered by 0, and says why.  `at` is of a
    clock that goes on evenly, in seconds."""

    status: int
    said: bytes
    sent: str
    at: float


def ask(
    address: str, method: str = "GET", path: str = "/", body: bytes | None = None
) -> tuple[int, bytes, dict[str, str]]:
    """One request on a connection of its own: status, body, headers."""
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


@contextmanager
def load(
    address: str, *, clients: int = 8, path: str = "/", method: str = "POST"
) -> Iterator[list[Answer]]:
    """Send without a break for as long as the context is open; yields all answers, growing."""
    answers: list[Answer] = []
    ended = Event()

    def work(number: int) -> None:
        connection = http.client.HTTPConnection(address, timeout=30)
        counted = 0
        while not ended.is_set():
            counted += 1
            sent = f"{number}-{counted}"
            try:
                connection.request(method, path, sent.encode())
                answer = connection.getresponse()
                answers.append(Answer(answer.status, answer.read(), sent, monotonic()))
            except (OSError, http.client.HTTPException) as error:
                answers.append(Answer(0, repr(error).encode(), sent, monotonic()))
                connection.close()
        connection.close()

    threads = [Thread(target=work, args=[number]) for number in range(clients)]
    for each in threads:
        each.start()
    try:
        yield answers
    finally:
        ended.set()
        for each in threads:
            each.join()
