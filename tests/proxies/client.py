"""Clients that keep their connections, and send request after request."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread


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
) -> Iterator[list[tuple[int, bytes]]]:
    """Send without a break for as long as the context is open; yields all answers, growing.

    A connection that breaks is answered by 0.
    """
    answers: list[tuple[int, bytes]] = []
    ended = Event()

    def work(number: int) -> None:
        connection = http.client.HTTPConnection(address, timeout=30)
        counted = 0
        while not ended.is_set():
            counted += 1
            try:
                connection.request(method, path, f"{number}-{counted}".encode())
                answer = connection.getresponse()
                answers.append((answer.status, answer.read()))
            except (OSError, http.client.HTTPException) as error:
                answers.append((0, repr(error).encode()))
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
