"""Traffic goes from one colour to the other and back: nginx, two applications, two databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import psycopg
import pytest

from migration_safety.databases.postgresql.gate.barrier import barrier, inside
from migration_safety.databases.postgresql.gate.row import Mode, install, read, turn
from migration_safety.errors import DeadlineError
from migration_safety.proxies.nginx.configuration import Site
from migration_safety.proxies.nginx.flag import BLUE, GREEN, point
from migration_safety.proxies.nginx.log import Log
from migration_safety.proxies.running.gunicorn import gunicorn
from migration_safety.proxies.running.installed import missing
from migration_safety.proxies.running.nginx import nginx
from migration_safety.proxies.running.ports import free_port
from migration_safety.proxies.running.program import Program
from tests.plugins.servers import NEWEST, start
from tests.project import ROOT
from tests.proxies.client import ask, load

Connection = psycopg.Connection[Any]


@dataclass
class Shop:
    """nginx before both colours, and the driver's session on the database of each."""

    site: Site
    databases: dict[str, Connection]
    applications: dict[str, Program]

    def switch(self, source: str, destination: str) -> None:
        """As a deployment does it, without what replication adds."""
        old, new = self.databases[source], self.databases[destination]
        held = turn(new, read(new), Mode.HOLD)
        point(self.site.flag, destination)
        turn(old, read(old), Mode.REFUSE)
        barrier(old, within=20)
        turn(new, held, Mode.OPEN)

    def orders(self, colour: str) -> list[str]:
        rows = self.databases[colour].execute("SELECT body FROM orders").fetchall()
        return [row[0] for row in rows]


def application(colour: str, url: str, folder: Path) -> Program:
    return gunicorn(
        "tests.proxies.site:application",
        name=colour,
        address=f"unix:{folder}/{colour}.sock",
        code=ROOT,
        folder=folder,
        environment={"DATABASE_URL": url, "COLOUR": colour, "DJANGO_SETTINGS_MODULE": ""},
    )


@pytest.fixture(scope="module")
def started() -> Iterator[Shop]:
    if lacking := [each for each in missing() if not each.startswith("pgbouncer")]:
        pytest.skip(", ".join(lacking))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shop-")))
        urls = {colour: stack.enter_context(start(NEWEST).database()) for colour in (BLUE, GREEN)}
        databases = {
            colour: stack.enter_context(psycopg.connect(url, autocommit=True))
            for colour, url in urls.items()
        }
        for each in databases.values():
            each.execute("CREATE TABLE orders (body text)")
            install(each, [])
        applications = {
            colour: stack.enter_context(application(colour, url, folder))
            for colour, url in urls.items()
        }
        blue, green = (f"unix:{folder}/{colour}.sock" for colour in urls)
        site = Site(
            flag=folder / "flag",
            blue=(blue,),
            green=(green,),
            log=folder / "requests.log",
            listen=f"127.0.0.1:{free_port()}",
            probe=f"127.0.0.1:{free_port()}",
        )
        stack.enter_context(nginx(site, folder=folder))
        yield Shop(site, databases, applications)


@pytest.fixture
def shop(started: Shop) -> Shop:
    """Blue is open and on, and nothing has been ordered."""
    for colour, mode in ((BLUE, Mode.OPEN), (GREEN, Mode.HOLD)):
        database = started.databases[colour]
        turn(database, read(database), mode)
        database.execute("TRUNCATE orders")
        started.applications[colour].start()
    point(started.site.flag, BLUE)
    return started


def test_switches_under_load_fail_no_request_and_lose_no_order(shop: Shop) -> None:
    with load(shop.site.listen, path="/order/") as answers:
        sleep(0.2)
        for source, destination in ((BLUE, GREEN), (GREEN, BLUE), (BLUE, GREEN)):
            shop.switch(source, destination)
            sleep(0.2)

    kept = shop.orders(BLUE) + shop.orders(GREEN)
    assert {status for status, _ in answers} == {200}
    assert {said for _, said in answers} == {b"blue", b"green"}
    assert len(kept) == len(set(kept)) == len(answers)


def test_what_was_on_its_way_to_the_old_colour_is_done_by_the_new_one(shop: Shop) -> None:
    """The flag turns after the first refusal: what was sent to blue comes to green, once."""
    blue, green = shop.databases[BLUE], shop.databases[GREEN]
    log = Log(shop.site.log)
    held = turn(blue, read(blue), Mode.HOLD)
    answers: list[Any] = []
    sending = Thread(target=lambda: answers.append(ask(shop.site.listen, "POST", "/order/", b"1")))
    sending.start()
    sleep(0.2)
    point(shop.site.flag, GREEN)
    turn(green, read(green), Mode.OPEN)
    turn(blue, held, Mode.REFUSE)
    sending.join()

    assert answers[0][:2] == (200, b"green")
    assert (shop.orders(BLUE), shop.orders(GREEN)) == ([], ["1"])
    assert [each.attempts for each in log.fresh()] == [("421", "200")]


def test_the_barrier_waits_for_an_order_under_way(shop: Shop) -> None:
    blue = shop.databases[BLUE]
    path = "/order/?wait=0.5"
    sending = Thread(target=ask, args=[shop.site.listen, "POST", path, b"1"])
    sending.start()
    until_inside(blue)
    turn(blue, read(blue), Mode.REFUSE)

    with pytest.raises(DeadlineError, match="1 s requests are still inside"):
        barrier(blue, within=0.1)
    barrier(blue, within=20)
    assert shop.orders(BLUE) == ["1"]
    sending.join()


def test_an_application_that_is_killed_in_a_request_frees_the_barrier(shop: Shop) -> None:
    blue = shop.databases[BLUE]
    answers: list[Any] = []
    path = "/order/?wait=60"
    sending = Thread(target=lambda: answers.append(ask(shop.site.listen, "POST", path, b"1")))
    sending.start()
    until_inside(blue)
    turn(blue, read(blue), Mode.REFUSE)

    shop.applications[BLUE].kill()

    barrier(blue, within=10)
    sending.join()
    assert (answers[0][0], shop.orders(BLUE)) == (502, [])


def until_inside(connection: Connection) -> None:
    for _ in range(2000):
        if inside(connection):
            return
        sleep(0.01)
    raise AssertionError("nobody came in")
