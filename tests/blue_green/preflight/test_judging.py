"""What a pre-flight says of servers that a test can only describe: each harm and its near miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from migration_safety.checks.preflight.preflight import judged
from migration_safety.checks.preflight.sides import Sides
from migration_safety.core.deployment.deployment import Deployment
from migration_safety.core.deployment.preflight.inventory import Inventory
from migration_safety.core.deployment.preflight.roles import Role, Writer
from migration_safety.core.deployment.preflight.server import Extension, Locale, Server, Wal
from migration_safety.core.deployment.preflight.sessions import Consumer, Pooler, Session
from migration_safety.core.deployment.preflight.tables import Sequence, Table
from migration_safety.core.deployment.published import Published
from migration_safety.core.deployment.strategy import Strategy
from migration_safety.core.report import Check, Status

SETTINGS = {
    "wal_level": "logical",
    "max_replication_slots": "10",
    "max_wal_senders": "10",
    "max_worker_processes": "8",
    "max_logical_replication_workers": "4",
    "max_sync_workers_per_subscription": "2",
    "max_slot_wal_keep_size": "10GB",
    "idle_replication_slot_timeout": "0",
    "TimeZone": "UTC",
}
USED = dict.fromkeys(("slots", "senders", "origins", "replication workers", "worker processes"), 0)
SERVER = Server(180004, "1", "shop", standby=False, pooled=False, settings=SETTINGS, used=USED)
LOCALE = Locale("UTF8", "c", "C.UTF-8", "C.UTF-8", "", "2.36", "2.36")
ROLE = Role(
    "deployer",
    superuser=True,
    replication=True,
    creates=True,
    subscribes=True,
    bypasses=True,
    fences=True,
    alters=True,
    signals=True,
    replays=True,
    follows=True,
)
PERSON = Table(
    "public.person", "r", "p", "", "d", ("id",), ("id", "name"), (), (), secured=False, owned=True
)
IDLE = Session(
    7,
    "app",
    "web",
    "",
    "client backend",
    None,
    writes=False,
    here=True,
    hidden=False,
    wraparound=False,
)
APP = Writer("app", superuser=False, own=False, tables=1, sessions=3)
BLUE = Inventory(
    "blue",
    SERVER,
    LOCALE,
    ROLE,
    Wal(bytes=16 << 20, rate=1e6, free=100 << 30),
    tables=(PERSON,),
    sequences=(Sequence("public.person_id_seq", 2_000_000_000, 0.01),),
    sessions=(IDLE,),
    writers=(APP,),
    extensions=(Extension("plpgsql", "1.0", "1.0"),),
)
GREEN = replace(
    BLUE,
    side="green",
    server=replace(SERVER, cluster="2"),
    tables=(),
    sequences=(),
    sessions=(),
    writers=(),
)
PLAN = Deployment(
    Strategy.GATE,
    published=(Published("public", "person", ("id", "name"), ("id", "name")),),
    digest="0123456789",
)


def checks(
    blue: Inventory = BLUE,
    green: Inventory | None = GREEN,
    plan: Deployment = PLAN,
    writers: tuple[str, ...] = ("app",),
) -> Mapping[str, Check]:
    return {each.name: each for each in judged(Sides(blue, green, plan, writers))}


def server(**changes: Any) -> Inventory:
    return replace(BLUE, server=replace(SERVER, **changes))


def setting(name: str, value: str) -> Inventory:
    return server(settings={**SETTINGS, name: value})


def role(**changes: Any) -> Inventory:
    return replace(BLUE, role=replace(ROLE, superuser=False, **changes))


def table(**changes: Any) -> Inventory:
    return replace(BLUE, tables=(replace(PERSON, **changes),))


def session(**changes: Any) -> Inventory:
    return replace(BLUE, sessions=(replace(IDLE, **changes),))


def slot(kind: str, name: str, *, active: bool = True) -> Inventory:
    return replace(BLUE, consumers=(Consumer(kind, name, active, 50_000_000),))


HARMS = {
    "old": ("servers fit", server(version=140000), "PostgreSQL 14"),
    "standby": ("servers fit", server(standby=True), "standby"),
    "same": ("servers fit", server(cluster="2"), "the same database"),
    "together": ("servers fit", server(cluster="2", database="other"), "of one server"),
    "newer than green": ("servers fit", server(version=190000), "green is PostgreSQL 18"),
    "pooled": ("the driver is not pooled", server(pooled=True), "MIGRATION_SAFETY_BLUE"),
    "replica": ("WAL is logical", setting("wal_level", "replica"), "wal_level = logical"),
    "slots": ("slots and workers are free", setting("max_replication_slots", "2"), "leaves 2 free"),
    "read-only": (
        "sessions may write",
        replace(BLUE, read_only=("role app",)),
        "on for role app",
    ),
    "past the fence": (
        "sessions may write",
        replace(BLUE, deaf=("role app",)),
        "goes before the fence",
    ),
    "no fence of the server": (
        "the driver may do it",
        role(alters=False),
        "GRANT ALTER SYSTEM ON PARAMETER default_transaction_read_only",
    ),
    "no signals": ("the driver may do it", role(signals=False), "pg_signal_backend"),
    "no replaying": ("the driver may do it", role(replays=False), "session_replication_role"),
    "no following": ("the driver may do it", role(follows=False), "pg_replication_origin_advance"),
    "no slots": ("the driver may do it", role(replication=False), "may not make slots"),
    "not owner": (
        "the driver may do it",
        replace(role(), tables=(replace(PERSON, owned=False),)),
        "does not own public.person",
    ),
    "secured": (
        "the driver may do it",
        replace(role(bypasses=False), tables=(replace(PERSON, secured=True),)),
        "row-level security of public.person",
    ),
    "identity": ("rows can be found", table(key=()), "UPDATE and DELETE on blue fail"),
    "key not sent": ("rows can be found", table(key=("code",)), "does not send code"),
    "unplanned": (
        "every table is in the plan",
        replace(BLUE, tables=(PERSON, replace(PERSON, name="public.pet"))),
        "public.pet is neither sent nor left out",
    ),
    "gone": ("every table is in the plan", table(name="public.pet"), "person is in the plan, but"),
    "generated": (
        "every table is in the plan",
        replace(
            server(version=170000),
            tables=(replace(PERSON, columns=("id",), generated=("name",)),),
        ),
        "name cannot be sent",
    ),
    "large objects": ("nothing is left behind", replace(BLUE, large_objects=2), "2 large objects"),
    "sequence": (
        "sequences have room",
        replace(BLUE, sequences=(Sequence("public.s", 9_999, 1.0),)),
        "9,999 values left",
    ),
    "long": ("no transaction is long", session(seconds=61.0, writes=True), "has lasted 61 s"),
    "other run": (
        "nobody else follows the changes",
        slot("logical slot", "ms_ffffffff_forward"),
        "another deployment",
    ),
    "subscriber": (
        "nobody else follows the changes",
        slot("subscription", "feed"),
        "past the fence",
    ),
    "disk": (
        "room for WAL",
        replace(BLUE, wal=Wal(0, rate=1e6, free=3_599_000_000)),
        "3,599 MB free",
    ),
    "kept": ("room for WAL", setting("max_slot_wal_keep_size", "1GB"), "slot would be lost"),
    "unknown writer": (
        "writers are known",
        replace(BLUE, writers=(APP, replace(APP, name="cron", sessions=0))),
        "cron can write",
    ),
    "locked out": (
        "writers are known",
        replace(BLUE, writers=(replace(APP, own=True),)),
        "lock the driver out",
    ),
}
WORRIES = {
    "full": ("rows can be found", table(identity="f", key=()), "all their columns"),
    "no superuser": ("the driver may do it", role(), "detected, not forbidden"),
    "no fence": ("the driver may do it", role(fences=False), "CREATEROLE"),
    "collation": (
        "text is written and sorted alike",
        replace(BLUE, locale=replace(LOCALE, collate="de_DE.UTF-8")),
        "green by C.UTF-8",
    ),
    "library": (
        "text is written and sorted alike",
        replace(BLUE, locale=replace(LOCALE, actual="2.41")),
        "REINDEX",
    ),
    "extension": (
        "extensions agree",
        replace(BLUE, extensions=(Extension("plpgsql", "0.9", "1.0"),)),
        "0.9 on blue",
    ),
    "zone": ("time zones agree", setting("TimeZone", "Europe/Zurich"), "off by the hours"),
    "neighbour": ("nobody else is fenced", session(here=False), "1 sessions are in other"),
    "reader": ("no transaction is long", session(seconds=61.0), "vacuum from cleaning"),
    "hidden": ("no transaction is long", session(hidden=True), "pg_monitor"),
    "wraparound": (
        "no vacuum against wraparound runs",
        session(kind="autovacuum worker", wraparound=True),
        "gives way",
    ),
    "decoder": ("nobody else follows the changes", slot("logical slot", "cdc"), "gets none"),
    "forgotten": (
        "nobody else follows the changes",
        slot("physical slot", "old", active=False),
        "keeps 50 MB",
    ),
    "unbounded": ("room for WAL", setting("max_slot_wal_keep_size", "-1"), "until blue stops"),
    "idle slot": (
        "room for WAL",
        setting("idle_replication_slot_timeout", "1d"),
        "the way back",
    ),
    "far away": ("room for WAL", replace(BLUE, wal=Wal(0, 0.0, None)), "another machine"),
    "unlogged": ("nothing is left behind", table(persistence="u"), "SET LOGGED"),
    "view": ("nothing is left behind", table(kind="m"), "REFRESH"),
    "foreign": ("nothing is left behind", table(kind="f"), "user mapping"),
    "trigger": ("triggers fire once", table(triggers=("t (ENABLE ALWAYS)",)), "written twice"),
    "superuser": (
        "writers are known",
        replace(BLUE, writers=(APP, Writer("postgres", True, True, 1, 1))),
        "a superuser",
    ),
}
NEAR = {
    "an index that the plan goes by": (
        "rows can be found",
        table(key=()),
        replace(PLAN, published=(replace(PLAN.published[0], identity="index person_code"),)),
    ),
    "a table that is left out": (
        "every table is in the plan",
        replace(BLUE, tables=(PERSON, replace(PERSON, name="public.log"))),
        replace(PLAN, left_out=(("public.log", "asked for"),)),
    ),
    "a leaf of a table that is sent": (
        "every table is in the plan",
        replace(BLUE, tables=(PERSON, replace(PERSON, name="public.p1", root="public.person"))),
        PLAN,
    ),
    "a long vacuum": (
        "no transaction is long",
        session(kind="autovacuum worker", seconds=9e3, writes=True),
        PLAN,
    ),
    "a vacuum elsewhere": (
        "nobody else is fenced",
        session(kind="autovacuum worker", here=False),
        PLAN,
    ),
    "a driver who owns the tables": (
        "writers are known",
        replace(BLUE, writers=(APP, replace(APP, name="deployer", own=True, sessions=0))),
        PLAN,
    ),
    "a short transaction": ("no transaction is long", session(seconds=59.0, writes=True), PLAN),
    "a slot of this run": (
        "nobody else follows the changes",
        slot("logical slot", f"{PLAN.short}_forward"),
        PLAN,
    ),
    "a slot in use": ("nobody else follows the changes", slot("physical slot", "standby"), PLAN),
    "security that a superuser passes": ("the driver may do it", table(secured=True), PLAN),
    "a slot of another database": (
        "nobody else follows the changes",
        slot("slot of database other", "ms_ffffffff_forward"),
        PLAN,
    ),
    "a sequence with room": ("sequences have room", BLUE, PLAN),
}


def test_a_sound_pair_passes_and_says_what_did_not_apply() -> None:
    found = checks().values()
    assert {each.status for each in found} == {Status.PASSED, Status.SKIPPED}
    assert all(each.examined for each in found if each.status is Status.PASSED)


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_fails_the_check(harm: str) -> None:
    name, blue, words = HARMS[harm]
    found = checks(blue)[name]
    assert found.status is Status.FAILED
    assert words in str(found.details)


@pytest.mark.parametrize("worry", WORRIES)
def test_a_worry_is_a_warning(worry: str) -> None:
    name, blue, words = WORRIES[worry]
    found = checks(blue)[name]
    assert found.status is Status.WARNING
    assert words in str(found.details)


@pytest.mark.parametrize("near", NEAR)
def test_a_near_miss_passes(near: str) -> None:
    name, blue, plan = NEAR[near]
    assert checks(blue, plan=plan)[name].status is Status.PASSED


POOLER = Pooler("localhost:6432", ("transaction",), frozenset({7}))
UNPOOLED = {
    "none": ((), "no pooler is named"),
    "silent": ((Pooler("", trouble="The console cannot be reached."),), "cannot be reached"),
    "elsewhere": ((replace(POOLER, modes=()),), "leads to blue"),
    "sessions": ((replace(POOLER, modes=("session",)),), "pool_mode = transaction"),
    "past it": ((replace(POOLER, backends=frozenset({8})),), "process 7 (web"),
}


def test_pooled_writers_can_be_held() -> None:
    held = Sides(BLUE, GREEN, replace(PLAN, strategy=Strategy.HOLD), ("app",), poolers=(POOLER,))
    (found,) = (each for each in judged(held) if each.name == "writers are pooled")
    assert found.status is Status.PASSED
    assert found.examined == 2


@pytest.mark.parametrize("case", UNPOOLED)
def test_a_writer_that_no_pooler_holds_is_found(case: str) -> None:
    poolers, words = UNPOOLED[case]
    held = Sides(BLUE, GREEN, replace(PLAN, strategy=Strategy.HOLD), ("app",), poolers=poolers)
    (found,) = (each for each in judged(held) if each.name == "writers are pooled")
    assert found.status is Status.FAILED
    assert words in str(found.details)


def test_what_was_not_answered_is_no_pass() -> None:
    blind = Inventory("blue", unanswered={"tables": "permission denied", "sessions": "denied"})
    found = checks(blind)
    assert found["rows can be found"].status is Status.SKIPPED
    assert found["rows can be found"].details == ("blue: tables unknown: permission denied",)


def test_one_database_needs_no_replication() -> None:
    found = checks(setting("wal_level", "minimal"), None)
    assert "WAL is logical" not in found
    assert found["servers fit"].status is Status.PASSED


def test_writers_that_nobody_names_are_listed() -> None:
    found = checks(writers=())["writers are known"]
    assert found.status is Status.WARNING
    assert "these roles can write: app" in found.details[0]
