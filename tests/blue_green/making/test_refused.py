"""What keeps green from being made, told before or where it happens, with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migration_safety.core.deployment.published import Published
from migration_safety.databases.postgresql.publishing.subscription import disable
from migration_safety.errors import DeadlineError, DeploymentError, ReachError, RefusedError
from migration_safety.flows.blue_green.running.limits import Limits
from tests.blue_green.making.conftest import Deployed
from tests.blue_green.making.library import STATES
from tests.postgresql.publishing.conftest import count, until

SLOTS = "pg_replication_slots WHERE database = current_database()"


def test_a_green_that_holds_something_is_refused_untouched(newest_deployed: Deployed) -> None:
    newest_deployed.green.execute("CREATE TABLE precious (id int)")
    with pytest.raises(RefusedError, match="not empty"):
        newest_deployed.reach("green_ready")
    newest_deployed.abort()
    assert count(newest_deployed.green, "precious") == 0


def test_a_table_without_an_identity_is_refused_before_it_is_published(
    newest_deployed: Deployed,
) -> None:
    newest_deployed.blue.execute("ALTER TABLE library_tag DROP CONSTRAINT library_tag_pkey")
    newest_deployed.reach("green_ready")
    with pytest.raises(RefusedError, match=r"public\.library_tag .* no replica identity"):
        newest_deployed.reach("copying")
    newest_deployed.blue.execute("UPDATE library_tag SET label = 'still writable'")


def test_an_identity_that_the_plan_wants_is_given_and_taken_back(newest_deployed: Deployed) -> None:
    newest_deployed.blue.execute("ALTER TABLE library_tag DROP CONSTRAINT library_tag_pkey")
    plan = newest_deployed.run.deployment
    full = Published("public", "library_tag", ("id", "label"), ("id", "label"), "full")
    kept = tuple(each for each in plan.published if each.name != full.name)
    newest_deployed.run.deployment = replace(plan, published=(*kept, full))
    newest_deployed.reach("green_ready", "copying")
    newest_deployed.blue.execute("UPDATE library_tag SET label = 'changed' WHERE id = 1")
    changed = "library_tag WHERE label = 'changed'"
    until(lambda: count(newest_deployed.green, changed) == 1)
    newest_deployed.abort()
    assert count(newest_deployed.blue, "pg_class WHERE relreplident = 'f'") == 0


def test_a_copy_that_fails_is_told_and_goes_on_when_mended(
    newest_deployed: Deployed,
) -> None:
    newest_deployed.reach("green_ready")
    newest_deployed.green.execute("INSERT INTO library_tag (id, label) VALUES (7, 'in the way')")
    with pytest.raises(DeploymentError, match=r"disabled .*sync_error_count 1"):
        newest_deployed.reach("copying")
    newest_deployed.green.execute("DELETE FROM library_tag")
    newest_deployed.reach("copying")


def test_a_password_that_is_wrong_half_way_is_told(newest_deployed: Deployed) -> None:
    newest_deployed.reach("green_ready", "copying")
    name = f"{newest_deployed.run.deployment.short}_forward"
    disable(newest_deployed.green, name)
    unreachable = "host=127.0.0.1 port=1 dbname=none password=hidden"
    alter = f"ALTER SUBSCRIPTION {name} CONNECTION '{unreachable}'"
    newest_deployed.green.execute(alter.encode())
    newest_deployed.run.limits = Limits(stream=0.5)
    with pytest.raises((DeploymentError, DeadlineError)) as told:
        STATES["streaming"].act(newest_deployed.run)
    assert "hidden" not in str(told.value)


def test_a_schema_that_changed_meanwhile_is_refused(newest_deployed: Deployed) -> None:
    newest_deployed.reach("green_ready", "copying")
    newest_deployed.blue.execute("ALTER TABLE library_tag ADD colour text")
    with pytest.raises(RefusedError, match="schema has changed"):
        newest_deployed.reach("frozen")


@pytest.mark.slow
def test_a_migration_that_fails_is_told_without_values(newest_deployed: Deployed) -> None:
    newest_deployed.reach("green_ready", "copying", "frozen")
    newest_deployed.green.execute("CREATE TABLE library_reader (id int)")
    with pytest.raises(DeploymentError, match='relation "library_reader" already exists'):
        newest_deployed.reach("migrated")
    newest_deployed.green.execute("DROP TABLE library_reader")
    newest_deployed.reach("migrated", "streaming", "validated")


@pytest.mark.slow
def test_a_row_that_green_lost_is_found(newest_deployed: Deployed) -> None:
    newest_deployed.reach("green_ready", "copying", "frozen", "migrated", "streaming")
    newest_deployed.green.execute("DELETE FROM library_tag WHERE id = 3")
    with pytest.raises(DeploymentError, match=r"library_tag \(1 rows missing on green"):
        newest_deployed.reach("validated")


@pytest.mark.slow
def test_a_trigger_that_rows_of_blue_do_not_fire_is_refused(newest_deployed: Deployed) -> None:
    newest_deployed.reach("green_ready", "copying", "frozen")
    newest_deployed.green.execute(
        "CREATE FUNCTION migration_safety_deploy.shim() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER shim BEFORE INSERT ON library_book"
        " FOR EACH ROW EXECUTE FUNCTION migration_safety_deploy.shim()"
    )
    with pytest.raises(DeploymentError, match="library_book shim"):
        newest_deployed.reach("migrated")
    newest_deployed.green.execute("ALTER TABLE library_book ENABLE ALWAYS TRIGGER shim")
    newest_deployed.reach("migrated")


@pytest.mark.slow
def test_blue_is_set_free_where_green_is_gone_for_good(newest_deployed: Deployed) -> None:
    newest_deployed.reach(*STATES)
    newest_deployed.run.green.forget()
    newest_deployed.run.green.conninfo = "host=127.0.0.1 port=1 connect_timeout=1"
    with pytest.raises(ReachError):
        newest_deployed.abort()
    assert count(newest_deployed.blue, SLOTS) == 0
    assert count(newest_deployed.blue, "pg_publication") == 0
    assert count(newest_deployed.blue, "pg_event_trigger") == 0


def test_new_code_that_may_not_read_or_does_not_fit_is_found(newest_deployed: Deployed) -> None:
    *before, last = STATES
    newest_deployed.reach(*before)
    role = newest_deployed.pair.role
    newest_deployed.green.execute(f"REVOKE UPDATE ON library_book FROM {role}".encode())
    with pytest.raises(DeploymentError, match=r"library\.Book: .*permission denied"):
        newest_deployed.reach(last)
    newest_deployed.green.execute(f"GRANT UPDATE ON library_book TO {role}".encode())
    models = newest_deployed.folder / "library" / "models.py"
    models.write_text(f"{models.read_text()}    lost = models.TextField()\n")
    with pytest.raises(DeploymentError, match=r"library\.Remark: .*lost does not exist"):
        newest_deployed.reach(last)
    assert count(newest_deployed.green, "library_shelf WHERE floor = 9") == 1
