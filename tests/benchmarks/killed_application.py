"""How long users feel that one of two application servers was killed: nginx has to leave it out.

    python -m tests.benchmarks.killed_application [TIMES]

For each time: requests under way by clients that never rest, how many of them failed, seconds
from the kill to the last of these, and orders that were acknowledged and are not there.
"""

from __future__ import annotations

import sys
from time import monotonic, sleep

from migration_safety.databases.postgresql.faults.cluster import Cluster
from migration_safety.databases.postgresql.gate.row import Mode, read, turn
from migration_safety.proxies.nginx.flag import BLUE
from tests.plugins.servers import NEWEST, Server
from tests.proxies.client import load
from tests.proxies.shop import SPARE, Shop, opened

CLIENTS = 8
PROMISED = 3.0


def once(shop: Shop) -> tuple[int, int, float, int]:
    """Requests, failed ones, seconds to the last of these, orders lost."""
    shop.databases[BLUE].execute("TRUNCATE orders")
    shop.applications[SPARE].start()
    with load(shop.site.listen, path="/order/", clients=CLIENTS) as answers:
        sleep(1)
        shop.applications[SPARE].kill()
        killed = monotonic()
        sleep(PROMISED + 1)
    failed = [each for each in answers if each.status != 200]
    acknowledged = {each.sent for each in answers if each.status == 200}
    last = max((each.at - killed for each in failed), default=0.0)
    return len(answers), len(failed), last, len(acknowledged - set(shop.orders(BLUE)))


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"one of two application servers killed, {CLIENTS} clients, {times} times")
    with Cluster() as cluster, opened(Server(NEWEST, cluster.conninfo)) as shop:
        database = shop.databases[BLUE]
        turn(database, read(database), Mode.OPEN)
        found = [once(shop) for _ in range(times)]
    for requests, failed, last, lost in found:
        print(f"  {requests} requests, {failed} failed, the last {last:.3f} s after; {lost} lost")
    print(f"worst {max(each[2] for each in found):.3f} s (promised {PROMISED:.0f})")


if __name__ == "__main__":
    main()
