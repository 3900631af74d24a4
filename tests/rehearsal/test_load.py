"""The client of a rehearsal against a server of the standard library."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from migration_safety.flows.blue_green.rehearsal.load.load import Load


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        self.send_response(500 if "/create/" in self.path else 200)
        self.send_header("X-Rehearsal-Side", "blue")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = answer

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """Where it listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def answered(load: Load, *, least: int) -> None:
    """Wait until it has as many answers, however slow the machine is; not for ever."""
    for _ in range(3000):
        if sum(1 for _ in load.answers()) >= least:
            return
        time.sleep(0.02)
    raise AssertionError("the load is not answered")


def test_each_request_leaves_a_line_with_its_answer(address: str, tmp_path: Path) -> None:
    with Load(address, tmp_path / "ledger", 100.0) as load:
        answered(load, least=60)
    answers = sorted(load.answers(), key=lambda each: each.number)
    assert [each.number for each in answers] == list(range(len(answers)))
    assert {each.kind for each in answers if each.failed} == {"create"}
    assert {each.side for each in answers} == {"blue"}


def test_a_second_load_goes_on_counting(address: str, tmp_path: Path) -> None:
    with Load(address, tmp_path / "ledger", 50.0) as first:
        answered(first, least=5)
    with Load(address, tmp_path / "ledger", 50.0) as second:
        answered(second, least=sum(1 for _ in first.answers()) + 5)
    numbers = [each.number for each in second.answers()]
    assert first.first < second.first and len(set(numbers)) == len(numbers)


def test_where_nobody_listens_every_request_has_failed(tmp_path: Path) -> None:
    with Load("127.0.0.1:1", tmp_path / "ledger", 50.0) as load:
        answered(load, least=5)
    answers = list(load.answers())
    assert answers and all(each.failed and each.error for each in answers)
