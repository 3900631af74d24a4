"""PgBouncer, really run: requests are held and sent elsewhere, and none fails."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from migration_safety.errors import DeadlineError, ProgramError, ProxyError
from migration_safety.proxies.pgbouncer.console import Console
from migration_safety.proxies.pgbouncer.poolers import Poolers
from migration_safety.proxies.pgbouncer.routes import Route, repoint, routes
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from tests.plugins.servers import NEWEST, Server, start

SIDES = ("blue", "green")


def route(url: str) -> Route:
    """The database of that URL, under the name that clients know."""
    parts = conninfo_to_dict(url)
    return Route("shop", str(parts["host"]), int(str(parts["port"])), str(parts["dbname"]))


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    """Two databases that say which they are."""
    server: Server = start(NEWEST)
    with server.database() as blue, server.database() as green:
        for side, url in zip(SIDES, (blue, green), strict=True):
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE TABLE side (name text)")
                connection.execute("INSERT INTO side VALUES (%s)", [side])
        yield {"blue": blue, "green": green}


@pytest.fixture(scope="module")
def started(urls: dict[str, str]) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Two poolers that share the file of their databases."""
    try:
        program("pgbouncer")
    except ProgramError as error:
        pytest.skip(str(error))
    ports = (free_port(), free_port())
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for port in ports:
            (folder / str(port)).mkdir()
        made = [
            pgbouncer(
                [route(urls["blue"])], port=port, users=["postgres"], folder=folder / str(port)
            )
            for port in ports
        ]
        with made[0], made[1]:
            yield folder, ports


@pytest.fixture
def consoles(started: tuple[Path, tuple[int, int]], urls: dict[str, str]) -> list[str]:
    """Both let everybody through to blue."""
    consoles = [console(port) for port in started[1]]
    send(started, urls["blue"])
    with Poolers(consoles) as poolers:
        poolers.resume("shop")
        poolers.reload()
    return consoles


@pytest.fixture
def address(started: tuple[Path, tuple[int, int]]) -> str:
    return f"host=127.0.0.1 port={started[1][0]} user=postgres dbname=shop connect_timeout=10"


def send(started: tuple[Path, tuple[int, int]], url: str) -> None:
    for port in started[1]:
        repoint(started[0] / str(port) / "databases.ini", [route(url)])


def which(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute("SELECT name FROM side").fetchone()
    assert row
    return str(row[0])


def staying(address: str, ended: Event) -> Iterator[str]:
    """Who is there, over one connection."""
    with psycopg.connect(address, autocommit=True, prepare_threshold=None) as connection:
        while not ended.is_set():
            yield which(connection)


def coming(address: str, ended: Event) -> Iterator[str]:
    """Who is there, over a connection for each question."""
    while not ended.is_set():
        with psycopg.connect(address, autocommit=True) as connection:
            yield which(connection)


Clients = Callable[[str, Event], Iterator[str]]


@contextmanager
def load(addresses: list[str], asking: Clients, *, clients: int = 3) -> Iterator[list[str]]:
    """Ask who is there without a break; an error is told as it is."""
    found: list[str] = []
    ended = Event()

    def work(address: str) -> None:
        try:
            found.extend(asking(address, ended))
        except psycopg.Error as error:
            found.append(repr(error))

    threads = [Thread(target=work, args=[each]) for each in addresses * clients]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("asking", [staying, coming])
def test_a_switch_under_load_fails_nothing(
    started: tuple[Path, tuple[int, int]],
    consoles: list[str],
    urls: dict[str, str],
    asking: Clients,
) -> None:
    addresses = [
        f"host=127.0.0.1 port={port} user=postgres dbname=shop connect_timeout=10"
        for port in started[1]
    ]
    with load(addresses, asking) as found, Poolers(consoles) as poolers:
        sleep(0.1)
        for side in ("green", "blue", "green"):
            poolers.pause("shop", within=5)
            send(started, urls[side])
            poolers.reload()
            poolers.resume("shop")
            sleep(0.1)

    assert set(found) == {"blue", "green"}


def test_what_is_held_waits_and_goes_on(consoles: list[str], address: str) -> None:
    answers: list[str] = []
    with psycopg.connect(address, autocommit=True) as client, Poolers(consoles) as poolers:
        assert which(client) == "blue"
        poolers.pause("shop", within=5)
        held = Thread(target=lambda: answers.append(which(client)))
        held.start()
        until_waiting(consoles)
        before = list(answers)
        poolers.resume("shop")
        held.join()

    assert (before, answers) == ([], ["blue"])


def test_a_transaction_that_does_not_end_breaks_off_the_pause(
    consoles: list[str], address: str
) -> None:
    with psycopg.connect(address) as client, Poolers(consoles) as poolers:
        client.execute("SELECT 1")
        with pytest.raises(DeadlineError, match=r"still under way after 0.2 s: postgres of 127"):
            poolers.pause("shop", within=0.2)

        assert not any(poolers.paused("shop").values())
        with psycopg.connect(address) as other:
            assert which(other) == "blue"
        client.rollback()
        poolers.pause("shop", within=5)
        assert all(poolers.paused("shop").values())
        poolers.resume("shop")


def test_pausing_and_resuming_may_be_done_again(consoles: list[str]) -> None:
    with Poolers(consoles) as poolers:
        poolers.pause("shop", within=5)
    with Poolers(consoles) as poolers:
        poolers.pause("shop", within=5)
        held = poolers.paused("shop")
        poolers.resume("shop")
        poolers.resume("shop")

        assert list(held.values()) == [True, True]
        assert not any(poolers.paused("shop").values())


def test_a_pooler_stays_paused_when_its_driver_dies(consoles: list[str]) -> None:
    with Poolers(consoles) as poolers:
        poolers.pause("shop", within=5)
        for each in (*poolers._consoles, *poolers._pausing.values()):
            each.connection.pgconn.finish()

    with Poolers(consoles) as after:
        assert all(after.paused("shop").values())
        after.resume("shop")


def test_those_that_answer_are_let_go_where_another_has_died(
    started: tuple[Path, tuple[int, int]], consoles: list[str], urls: dict[str, str]
) -> None:
    port = free_port()
    (folder := started[0] / str(port)).mkdir()
    third = pgbouncer([route(urls["blue"])], port=port, users=["postgres"], folder=folder)
    everybody = [console(port), *consoles]
    with third, Poolers(everybody) as poolers:
        poolers.pause("shop", within=5)
        third.kill()
        with pytest.raises(ProxyError, match=f"at 127.0.0.1:{port} did not take"):
            poolers.resume("shop")
    with Poolers(consoles) as poolers:
        assert not any(poolers.paused("shop").values())
        poolers.pause("shop", within=5)
    with Poolers(everybody) as poolers:
        with pytest.raises(ProxyError, match=f"127.0.0.1:{port} cannot be reached"):
            poolers.pause("shop", within=5)
        with pytest.raises(ProxyError, match=f"127.0.0.1:{port} cannot be reached"):
            poolers.resume("shop")
    with Poolers(consoles) as poolers:
        assert not any(poolers.paused("shop").values())


def test_the_pooler_itself_says_where_it_points(
    started: tuple[Path, tuple[int, int]], consoles: list[str], urls: dict[str, str]
) -> None:
    green = route(urls["green"])
    with Poolers(consoles) as poolers:
        send(started, urls["green"])
        before = poolers.pointing("shop")
        poolers.reload()
        after = poolers.pointing("shop")

    assert green.dbname not in {place[2] for place in before.values()}
    assert set(after.values()) == {(green.host, green.port, green.dbname)}


def test_its_ways_are_told(consoles: list[str]) -> None:
    with Poolers(consoles) as poolers:
        assert set(poolers.modes("shop").values()) == {"transaction"}
        assert poolers.patience() == 120


def test_one_that_cannot_hold_for_so_long_is_told(
    started: tuple[Path, tuple[int, int]], consoles: list[str], urls: dict[str, str]
) -> None:
    sessions = replace(route(urls["blue"]), options=(("pool_mode", "session"),))
    with Poolers(consoles) as poolers:
        poolers.expect_patience("shop", within=119)
        with pytest.raises(ProxyError, match="sends clients away after 120 s"):
            poolers.expect_patience("shop", within=120)
        repoint(started[0] / str(started[1][1]) / "databases.ini", [sessions])
        poolers.reload()

        with pytest.raises(ProxyError, match=f"at 127.0.0.1:{started[1][1]} pools sessions"):
            poolers.expect_patience("shop", within=1)


def test_another_database_is_none_of_theirs(consoles: list[str]) -> None:
    with Poolers(consoles) as poolers, pytest.raises(ProxyError, match="no database 'nowhere'"):
        poolers.pause("nowhere", within=1)


def test_a_login_between_reload_and_resume_holds_nobody_up_afterwards(
    started: tuple[Path, tuple[int, int]],
    consoles: list[str],
    address: str,
    urls: dict[str, str],
) -> None:
    """It hangs: by the reload the pool has forgotten the server.  RESUME alone would leave
    everybody hanging for server_login_retry, 15 seconds."""
    with Poolers(consoles) as poolers:
        psycopg.connect(address).close()
        poolers.pause("shop", within=5)
        psycopg.connect(address).close()
        send(started, urls["green"])
        poolers.reload()
        with pytest.raises(psycopg.OperationalError, match="timeout"):
            psycopg.connect(address, connect_timeout=2)
        poolers.resume("shop")

        with psycopg.connect(address, connect_timeout=10) as client:
            assert which(client) == "green"


def test_a_console_may_be_asked_the_same_again_and_again(consoles: list[str]) -> None:
    with Poolers(consoles) as poolers:
        assert {tuple(poolers.paused("shop").values()) for _ in range(10)} == {(False, False)}


def test_a_console_that_is_not_there_is_named() -> None:
    with pytest.raises(ProxyError, match=r"127.0.0.1:1 cannot be reached"):
        Console("host=127.0.0.1 port=1 user=nobody password=sesame")


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "databases.ini"
    written = (
        Route("shop", "/run/it's here", 5433, "shop", (("pool_size", "5"),)),
        Route("stock", "db.example", 5432, "stock"),
    )

    repoint(path, written)
    path.chmod(0o640)
    repoint(path, written)

    assert routes(path) == written
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["databases.ini"]


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({"name": "a b"}, "named 'a b'"),
        ({"host": "a\nb"}, "no line"),
        ({"options": (("password", "sesame"),)}, "names a password"),
    ],
)
def test_a_route_that_no_line_can_hold_is_refused(made: dict[str, Any], says: str) -> None:
    with pytest.raises(ProxyError, match=says) as caught:
        Route(**({"name": "shop", "host": "h", "port": 1, "dbname": "shop"} | made))
    assert "sesame" not in str(caught.value)


def until_waiting(consoles: list[str]) -> None:
    end = monotonic() + 20
    with ExitStack() as stack:
        asked = [stack.enter_context(Console(each)) for each in consoles]
        while not any(row["cl_waiting"] for each in asked for row in each.show("POOLS")):
            assert monotonic() < end
            sleep(0.01)
