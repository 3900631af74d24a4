"""Traffic goes from one colour to the other and back: nginx, two applications, two databases."""

from __future__ import annotations

from collections.abc import Iterator
from socket import AF_UNIX, socket
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from migration_safety.databases.postgresql.gate.barrier import barrier, inside
from migration_safety.databases.postgresql.gate.row import Mode, read, turn
from migration_safety.errors import DeadlineError
from migration_safety.proxies.nginx.flag import BLUE, GREEN, point
from migration_safety.proxies.nginx.log import Log
from migration_safety.proxies.running.installed import missing
from tests.plugins.servers import NEWEST, start
from tests.proxies.client import Answer, ask, load
from tests.proxies.shop import SPARE, Connection, Shop, opened

CLIENTS = 8


@pytest.fixture(scope="module")
def started() -> Iterator[Shop]:
    if lacking := [each for each in missing() if not each.startswith("pgbouncer")]:
        pytest.skip(", ".join(lacking))
    with opened(start(NEWEST)) as shop:
        yield shop


@pytest.fixture
def shop(started: Shop) -> Shop:
    """Blue is open and on, and nothing has been ordered."""
    for colour, mode in ((BLUE, Mode.OPEN), (GREEN, Mode.HOLD)):
        database = started.databases[colour]
        turn(database, read(database), mode)
        database.execute("TRUNCATE orders")
    for each in started.applications.values():
        each.start()
    point(started.site.flag, BLUE)
    return started


def test_switches_under_load_fail_no_request_and_lose_no_order(shop: Shop) -> None:
    with load(shop.site.listen, path="/order/") as answers:
        sleep(0.2)
        for source, destination in ((BLUE, GREEN), (GREEN, BLUE), (BLUE, GREEN)):
            shop.switch(source, destination)
            sleep(0.2)

    kept = shop.orders(BLUE) + shop.orders(GREEN)
    assert {each.status for each in answers} == {200}
    assert {each.said for each in answers} == {b"blue", b"green"}
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

    for each in (BLUE, SPARE):
        shop.applications[each].kill()

    barrier(blue, within=10)
    sending.join()
    assert (answers[0][0], shop.orders(BLUE)) == (502, [])


def test_an_application_that_is_killed_costs_what_it_held_alone(shop: Shop) -> None:
    with load(shop.site.listen, path="/order/", clients=CLIENTS) as answers:
        sleep(0.2)
        shop.applications[SPARE].kill()
        gone = gone_at(shop.site.blue[1].removeprefix("unix:"))
        sleep(0.5)

    kept = shop.orders(BLUE)
    assert {each.status for each in answers} <= {200, 502}
    failed = [began for began, each in begun(answers) if each.status != 200]
    # A client has one request under way, and on a busy machine the dead may take another one.
    assert all(began <= gone for began in failed)
    assert len(kept) == len(set(kept))
    assert {each.sent for each in answers if each.status == 200} <= set(kept)


def gone_at(path: str) -> float:
    """When nobody takes connections there any more, not even to drop them."""
    while True:
        with socket(AF_UNIX) as knocking:
            try:
                knocking.connect(path)
            except OSError:
                return monotonic()


def begun(answers: list[Answer]) -> Iterator[tuple[float, Answer]]:
    """Each answer with when its request was sent: a client sends one after the other."""
    ended: dict[str, float] = {}
    for each in sorted(answers, key=lambda answer: answer.at):
        client = each.sent.partition("-")[0]
        yield ended.get(client, 0.0), each
        ended[client] = each.at


def until_inside(connection: Connection) -> None:
    for _ in range(2000):
        if inside(connection):
            return
        sleep(0.01)
    raise AssertionError("nobody came in")
