"""nginx, really run, with the configuration that we write: the flip, and what is sent again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep

import pytest

from migration_safety.errors import ProgramError, ProxyError
from migration_safety.proxies.nginx.configuration import Site
from migration_safety.proxies.nginx.flag import BLUE, GREEN, asked, point, where
from migration_safety.proxies.nginx.log import Log
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.nginx import nginx
from migration_safety.proxies.running.ports import free_port
from tests.proxies.application import DIES, Application, serving
from tests.proxies.client import ask, load


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    try:
        program("nginx")
    except ProgramError as error:
        pytest.skip(str(error))
    # A socket's path must be short, which those of pytest are not.
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def applications() -> Iterator[list[Application]]:
    """Two of blue and one of green."""
    with ExitStack() as stack:
        made = [Application(colour) for colour in (BLUE, BLUE, GREEN)]
        yield [stack.enter_context(serving(each)) for each in made]


@contextmanager
def before(folder: Path, applications: list[Application], *more: str) -> Iterator[Site]:
    """nginx before them, and before more of blue."""
    first, second, green = (each.address for each in applications)
    site = Site(
        flag=folder / "green.flag",
        blue=(*more, first, second),
        green=(green,),
        log=folder / "requests.log",
        listen=f"127.0.0.1:{free_port()}",
        probe=f"127.0.0.1:{free_port()}",
    )
    with nginx(site, folder=folder):
        yield site


@pytest.fixture(scope="module")
def started(folder: Path, applications: list[Application]) -> Iterator[Site]:
    with before(folder, applications) as site:
        yield site


@pytest.fixture
def mortal(applications: list[Application]) -> Iterator[Site]:
    """One for a test alone, since nginx remembers who has failed; one of blue has not started."""
    for each in applications:
        each.seen.clear()
        each.answer = lambda: DIES
    absent, folder = f"127.0.0.1:{free_port()}", tempfile.TemporaryDirectory(prefix="nginx-")
    with folder as name, before(Path(name), applications, absent) as site:
        yield site


@pytest.fixture
def site(started: Site, applications: list[Application]) -> Site:
    """All answer 200, nothing has been seen, and blue is on."""
    for each in applications:
        each.seen.clear()
        each.answer = lambda: 200
    point(started.flag, BLUE)
    return started


def reached(applications: list[Application]) -> list[tuple[str, str, bytes]]:
    return [(each.colour, *seen) for each in applications for seen in each.seen]


def test_the_flag_turns_every_request_from_then_on(site: Site) -> None:
    before = ask(site.listen)
    point(site.flag, GREEN)
    after = ask(site.listen)

    assert (before[1], after[1]) == (b"blue", b"green")
    assert where(site.flag) == asked(site.probe) == GREEN


def test_flips_under_load_fail_no_request(site: Site) -> None:
    with load(site.listen) as answers:
        for colour in (GREEN, BLUE) * 10:
            point(site.flag, colour)
            sleep(0.02)

    assert {each.status for each in answers} == {200}
    assert {each.said for each in answers} == {b"blue", b"green"}


def test_what_is_refused_is_sent_once_to_the_colour_of_now(
    site: Site, applications: list[Application]
) -> None:
    def refuse() -> int:
        point(site.flag, GREEN)
        return 421

    for each in applications[:2]:
        each.answer = refuse
    body = b"x" * 100_000

    status, said, _ = ask(site.listen, "POST", "/order", body)

    assert (status, said) == (200, b"green")
    assert reached(applications) == [(BLUE, "POST", body), (GREEN, "POST", body)]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_is_refused_for_good_ends_as_unavailable(
    site: Site, applications: list[Application], method: str
) -> None:
    for each in applications:
        each.answer = lambda: 421

    status, _, headers = ask(site.listen, method)

    assert (status, headers["Retry-After"]) == (503, "1")
    assert len(reached(applications)) == 3


@pytest.mark.parametrize("status", [418, 419, 500, 502, 503, 504])
def test_no_other_answer_is_sent_again(
    site: Site, applications: list[Application], status: int
) -> None:
    for each in applications:
        each.answer = lambda: status

    answer = ask(site.listen, "POST", "/", b"1")

    assert (answer[0], answer[1]) == (status, b"blue")
    assert len(reached(applications)) == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_write_that_was_sent_is_not_sent_again_when_its_server_dies(
    mortal: Site, applications: list[Application], method: str
) -> None:
    point(mortal.flag, GREEN)

    status = ask(mortal.listen, method, "/", b"1")[0]

    assert status == 502
    assert reached(applications) == [(GREEN, method, b"1")]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nor_does_it_go_to_another_of_the_same_colour(
    mortal: Site, applications: list[Application], method: str
) -> None:
    statuses = {ask(mortal.listen, method, "/", b"1")[0] for _ in range(2)}

    assert statuses == {502}
    assert len(reached(applications)) <= 2


def test_a_read_does(mortal: Site, applications: list[Application]) -> None:
    applications[1].answer = lambda: 200

    statuses = {ask(mortal.listen)[0] for _ in range(3)}

    assert statuses == {200}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_refused_connection_goes_to_the_next_of_the_same_colour(
    mortal: Site, applications: list[Application], method: str
) -> None:
    for each in applications:
        each.answer = lambda: 200

    statuses = [ask(mortal.listen, method, "/", b"1")[0] for _ in range(6)]

    assert statuses == [200] * 6
    assert len(reached(applications)) == 6
    assert {colour for colour, *_ in reached(applications)} == {BLUE}


def test_the_log_tells_status_time_and_colour(site: Site, applications: list[Application]) -> None:
    log = Log(site.log)
    applications[2].answer = lambda: 500
    point(site.flag, GREEN)
    ask(site.listen, "POST", "/secret?token=1", b"1")

    read = until_read(log)

    assert (read.status, read.colour, read.method) == (500, GREEN, "POST")
    assert read.failed
    assert not read.sent_again
    assert 0 <= read.seconds < 30
    assert "secret" not in site.log.read_text()


def test_the_log_tells_what_was_sent_again(site: Site, applications: list[Application]) -> None:
    log = Log(site.log)
    for each in applications:
        each.answer = lambda: 421
    ask(site.listen)

    read = until_read(log)

    assert read.sent_again
    assert read.attempts.count("421") == 3


def until_read(log: Log):  # type: ignore[no-untyped-def]
    """nginx writes it after it has answered."""
    for _ in range(500):
        if read := log.fresh():
            return read[0]
        sleep(0.01)
    raise AssertionError("nothing was logged")


def test_a_flag_without_a_folder_names_no_colour(tmp_path: Path) -> None:
    with pytest.raises(ProxyError, match="cannot be read or changed"):
        where(tmp_path / "gone" / "flag")


def test_a_flag_is_set_and_taken_again_and_again(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    for colour in (GREEN, GREEN, BLUE, BLUE):
        point(flag, colour)
        assert where(flag) == colour


def test_a_path_that_could_hold_a_directive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProxyError, match="cannot hold"):
        Site(Path("/tmp/a;b"), ("a:1",), ("b:1",), tmp_path / "log")
