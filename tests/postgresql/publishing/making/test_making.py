"""Green made like blue, and emptied again."""

from __future__ import annotations

import psycopg
import pytest

from migration_safety.databases.postgresql.portrait.portrait import portrait
from migration_safety.databases.postgresql.publishing.freeze import schema_of
from migration_safety.databases.postgresql.publishing.making.claim import (
    claim,
    claimed,
    forget,
    note,
    noted,
    release,
)
from migration_safety.databases.postgresql.publishing.making.clearing import clear, drop_roles
from migration_safety.databases.postgresql.publishing.making.indexes import build, take_down
from migration_safety.databases.postgresql.publishing.making.once import copy_once
from migration_safety.databases.postgresql.publishing.making.schema import copy_schema
from migration_safety.databases.postgresql.publishing.making.upkeep import analyze, fill_views
from migration_safety.databases.postgresql.replication.shims import set_aside
from migration_safety.errors import DeploymentError, RefusedError
from tests.postgresql.publishing.conftest import count
from tests.postgresql.publishing.making.conftest import DIGEST, Made

OTHER = "cd" * 32


def test_green_has_the_schema_of_blue(made: Made) -> None:
    assert made.make() == []
    assert set(schema_of(made.green).facts) ^ set(schema_of(made.blue).facts) == set()


def test_a_password_lets_its_owner_in_on_green_too(newest_made: Made) -> None:
    newest_made.make()
    question = "SELECT rolpassword, rolconnlimit FROM pg_authid WHERE rolname = %s"
    found = [
        each.execute(question, [newest_made.role]).fetchone()
        for each in (newest_made.blue, newest_made.green)
    ]
    assert found[0] == found[1]


def test_who_logs_in_with_the_rights_of_another_role_is_there_too(newest_made: Made) -> None:
    member, role = f"{newest_made.role}_member", newest_made.role
    newest_made.blue.execute(f"CREATE ROLE {member} LOGIN IN ROLE {role}".encode())
    try:
        newest_made.make()
        is_one = newest_made.green.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [member, role])
        assert is_one.fetchone() == (True,)
    finally:
        for each in (newest_made.blue, newest_made.green):
            each.execute(f"DROP ROLE IF EXISTS {member}".encode())


def test_cleared_green_is_as_it_was(made: Made) -> None:
    before = portrait(made.green)
    made.make()
    away, _ = set_aside(("public", "event"), "nothing")
    made.green.execute(away.encode())
    clear(made.green, DIGEST)
    assert drop_roles(made.green, DIGEST) == []
    release(made.green, DIGEST)
    assert set(portrait(made.green).facts) ^ set(before.facts) == set()
    assert count(made.green, f"pg_roles WHERE rolname = '{made.role}'") == 0
    assert count(made.green, "pg_namespace WHERE nspname = 'migration_safety_deploy'") == 0


def test_what_nobody_has_claimed_is_never_cleared(newest_made: Made) -> None:
    before = portrait(newest_made.blue)
    clear(newest_made.blue, DIGEST)
    claim(newest_made.green, OTHER)
    clear(newest_made.green, DIGEST)
    assert portrait(newest_made.blue) == before
    assert claimed(newest_made.green, OTHER)


def test_a_database_that_holds_anything_is_not_claimed(newest_made: Made) -> None:
    newest_made.green.execute("CREATE TABLE precious (id int)")
    with pytest.raises(RefusedError, match=r"not empty: it holds public\.precious\."):
        claim(newest_made.green, DIGEST)


def test_a_database_of_another_deployment_is_not_claimed(newest_made: Made) -> None:
    claim(newest_made.green, OTHER)
    with pytest.raises(RefusedError, match="another deployment"):
        claim(newest_made.green, DIGEST)


def test_a_claimed_database_remembers(newest_made: Made) -> None:
    claim(newest_made.green, DIGEST)
    claim(newest_made.green, DIGEST)
    note(newest_made.green, DIGEST, "reached", "copying")
    note(newest_made.green, DIGEST, "reached", "copying")
    assert noted(newest_made.green, DIGEST, "reached") == ("copying",)
    forget(newest_made.green, DIGEST, "reached", "copying")
    assert noted(newest_made.green, DIGEST, "reached") == ()


def test_half_a_schema_is_cleared_and_made_again(newest_made: Made) -> None:
    newest_made.make()
    with pytest.raises(DeploymentError, match="already exists"):
        newest_made.make()
    clear(newest_made.green, DIGEST)
    newest_made.make()
    assert schema_of(newest_made.green).digest == schema_of(newest_made.blue).digest


def test_rows_without_a_publication_are_copied_once(made: Made) -> None:
    made.make()
    made.blue.execute("INSERT INTO event VALUES (1, '2026-05-01')")
    whole = ("public.django_migrations", "Odd one.loan. due", "public.event")
    tables = [*whole, "public.cache", "public.gone"]
    assert copy_once(made.blue, made.green, tables) == whole
    assert copy_once(made.blue, made.green, tables) == ()
    assert count(made.green, '"Odd one"."loan. due"') == 50
    assert count(made.green, "event_26") == 1


def test_indexes_are_built_as_blue_has_them(made: Made) -> None:
    made.make()
    take_down(made.green)
    assert schema_of(made.green) != schema_of(made.blue)
    assert build(made.blue, made.green) == ("public.by_born", "public.by_mood")
    assert build(made.blue, made.green) == ()
    assert set(schema_of(made.green).facts) ^ set(schema_of(made.blue).facts) == set()


def test_green_is_ready_for_readers(newest_made: Made) -> None:
    newest_made.make()
    copy_once(newest_made.blue, newest_made.green, ["public.reader"])
    assert fill_views(newest_made.blue, newest_made.green) == ("public.born",)
    assert fill_views(newest_made.blue, newest_made.green) == ()
    analyze(newest_made.green)
    assert count(newest_made.green, "pg_stats WHERE tablename = 'reader'") > 0


def test_an_address_that_is_refused_is_told_without_its_secret(newest_made: Made) -> None:
    claim(newest_made.green, DIGEST)
    with pytest.raises(DeploymentError) as told:
        copy_schema(
            newest_made.blue,
            newest_made.green,
            source="host=127.0.0.1 port=1 password=hidden dbname=none",
            target=newest_made.pair.green,
            digest=DIGEST,
        )
    assert "hidden" not in str(told.value)


def test_a_role_that_others_need_stays(newest_made: Made) -> None:
    newest_made.make()
    with psycopg.connect(newest_made.pair.green, dbname="postgres", autocommit=True) as other:
        other.execute(f"CREATE TABLE kept_{newest_made.role} (id int)".encode())
        other.execute(f"ALTER TABLE kept_{newest_made.role} OWNER TO {newest_made.role}".encode())
        clear(newest_made.green, DIGEST)
        assert drop_roles(newest_made.green, DIGEST) == [newest_made.role]
        other.execute(f"DROP TABLE kept_{newest_made.role}".encode())
