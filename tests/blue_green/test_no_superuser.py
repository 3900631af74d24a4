"""A whole deployment behind a pooler, by a driver that is no superuser, on PostgreSQL 16."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from migration_safety.databases.postgresql.deploying.side import Side
from migration_safety.databases.postgresql.publishing.waiting import wait_until
from migration_safety.errors import ProgramError
from migration_safety.proxies.pgbouncer.routes import Route
from migration_safety.proxies.running.installed import program
from migration_safety.proxies.running.pgbouncer import console, pgbouncer
from migration_safety.proxies.running.ports import free_port
from tests.blue_green.ledger import Ledger
from tests.blue_green.release import Release, released
from tests.plugins.private_pairs import PrivatePair

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("private_servers", [16], indirect=True, ids=["pg16"]),
]
APPLICATION, DRIVER = "shop_app", "shop_deployer"
WRITE = "INSERT INTO shop_item (name) VALUES ('load') RETURNING id"
MISSING = "SELECT count(*) FROM unnest(%s::bigint[]) AS l (id) LEFT JOIN shop_item AS i USING (id)"
# What docs/preflight.md names, on both sides.
DRIVES = f"""
    CREATE ROLE {APPLICATION} LOGIN;
    CREATE ROLE {DRIVER} LOGIN REPLICATION BYPASSRLS CREATEROLE PASSWORD 'first secret';
    GRANT {APPLICATION} TO {DRIVER} WITH ADMIN OPTION;
    GRANT pg_create_subscription, pg_monitor, pg_signal_backend TO {DRIVER};
    GRANT ALTER SYSTEM ON PARAMETER default_transaction_read_only TO {DRIVER};
    GRANT SET ON PARAMETER session_replication_role TO {DRIVER};
    GRANT SELECT ON pg_file_settings, pg_replication_origin_status TO {DRIVER};
    GRANT EXECUTE ON FUNCTION pg_reload_conf(), pg_show_all_file_settings(),
        pg_show_replication_origin_status(), pg_replication_origin_advance(text, pg_lsn)
        TO {DRIVER}
"""
WAITS = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'django_migrations'::regclass"


@pytest.fixture
def release(private_pair: PrivatePair, tmp_path: Path) -> Iterator[Release]:
    try:
        program("pgbouncer")
    except ProgramError as error:
        pytest.skip(str(error))
    blue, _ = private_pair.sides
    for side in private_pair.sides:
        wanting_passwords(side)
        side.connection.execute(DRIVES.encode())
        owned = f"ALTER DATABASE {side.connection.info.dbname} OWNER TO {APPLICATION}"
        side.connection.execute(owned.encode())
    with fronted(blue) as (port, databases):
        known = passwords(tmp_path, "first secret")
        as_driver = [make_conninfo(each.conninfo, user=DRIVER) for each in private_pair.sides]
        from_there = [make_conninfo(each, password="first secret") for each in as_driver]
        variables = {
            "MIGRATION_SAFETY_BLUE": make_conninfo(as_driver[0], passfile=str(known)),
            "MIGRATION_SAFETY_GREEN": make_conninfo(as_driver[1], passfile=str(known)),
            "MIGRATION_SAFETY_BLUE_FROM_GREEN": from_there[0],
            "MIGRATION_SAFETY_GREEN_FROM_BLUE": from_there[1],
            "MIGRATION_SAFETY_WRITERS": APPLICATION,
            "MIGRATION_SAFETY_CONSOLES": console(port),
            "MIGRATION_SAFETY_POOLER_DATABASES": str(databases),
            "MIGRATION_SAFETY_FREEZE": "watch",
            "CLIENTS": f"host=127.0.0.1 port={port} user={APPLICATION} dbname=shop",
        }
        yield released(private_pair, tmp_path, "hold", variables, user=APPLICATION)


def wanting_passwords(side: Side) -> None:
    """Of the driver, as a server in production does."""
    (path,) = side.connection.execute("SHOW hba_file").fetchone() or ("",)
    rules = Path(path)
    rules.write_text(f"local all {DRIVER} scram-sha-256\n{rules.read_text()}")
    side.connection.execute("SELECT pg_reload_conf()")


def passwords(folder: Path, secret: str) -> Path:
    """The driver's password file."""
    path = folder / "passwords"
    path.write_text(f"*:*:*:{DRIVER}:{secret}\n")
    path.chmod(0o600)
    return path


@contextmanager
def fronted(blue: Side) -> Iterator[tuple[int, Path]]:
    """The port of a pooler before blue, and the file of its databases."""
    info, port = blue.connection.info, free_port()
    route = Route("shop", info.host, info.port, info.dbname)
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with pgbouncer([route], port=port, users=[APPLICATION], folder=folder):
            yield port, folder / "databases.ini"


def test_it_goes_back_by_itself_and_over_again_to_the_end(release: Release) -> None:
    ledger = Ledger(release.variables["CLIENTS"], WRITE, pause=0.02)
    with ledger.filling():
        for state in ("preflight", "backed_up", "green_ready", "copying"):
            release.step("--run", state)
        with another_password(release):
            said = release.step("--run", "frozen", status=2)
            assert "blue does not answer at the address in MIGRATION_SAFETY_BLUE" in said
            assert "secret" not in said
            assert "Traffic is on blue" in release.step("--status")
        for state in ("frozen", "migrated", "streaming", "validated", "armed", "switch"):
            release.step("--run", state)
        with release.failing():
            said = release.step("--run", "soaked", status=2, WATCHED="20")
        assert "requests failed" in said
        assert "Traffic is on blue again" in said
        for state in ("switch", "soaked"):
            release.step("--run", state)
    assert ledger.errors == []
    assert len(ledger.ids) == len(set(ledger.ids)) > 0
    green = release.pair.sides[1].connection
    assert green.execute(f"{MISSING} WHERE i.id IS NULL".encode(), [ledger.ids]).fetchone() == (0,)
    with stopped(release, f"{release.word}_reverse"):
        said = release.step("--run", "soaked", status=2)
        assert "the way back has stopped" in said
        assert "Not gone back: blue does not follow green" in said
        assert "Traffic is on green" in release.step("--status")
    release.step("--resume")
    with psycopg.connect(ledger.address, prepare_threshold=None) as client:
        client.execute("INSERT INTO shop_label DEFAULT VALUES")
    killed_in_contract(release)
    release.step("--resume", "--confirm", release.word)
    release.step("--run", "decommissioned", "--confirm", release.word)
    assert release.columns("green") == ["id", "price"]
    assert release.left() == [[], []]


@contextmanager
def stopped(release: Release, name: str) -> Iterator[None]:
    """Blue follows green no more."""
    blue = release.pair.sides[0].connection
    blue.execute(f"ALTER SUBSCRIPTION {name} DISABLE".encode())
    try:
        yield
    finally:
        blue.execute(f"ALTER SUBSCRIPTION {name} ENABLE".encode())


@contextmanager
def another_password(release: Release) -> Iterator[None]:
    """Somebody changes it on blue, where nobody has told the driver."""
    blue = release.pair.sides[0].connection
    blue.execute(f"ALTER ROLE {DRIVER} PASSWORD 'second secret'".encode())
    try:
        yield
    finally:
        blue.execute(f"ALTER ROLE {DRIVER} PASSWORD 'first secret'".encode())


def killed_in_contract(release: Release) -> None:
    """While its migration waits for somebody to let it into Django's history."""
    green = release.pair.sides[1]
    with psycopg.connect(green.conninfo) as holder:
        holder.execute("LOCK TABLE django_migrations IN EXCLUSIVE MODE")
        command = [sys.executable, "manage.py", "plan_blue_green", "--plan", str(release.plan)]
        command += ["--run", "contracted", "--confirm", release.word]
        with subprocess.Popen(
            command, cwd=release.shop.folder, env=release.environment, stdout=subprocess.DEVNULL
        ) as driver:
            assert wait_until(lambda: green.connection.execute(WAITS).rowcount > 0, within=60)
            driver.kill()
