"""Findings about releases name the statement that shows them."""

from __future__ import annotations

from django.db import migrations, models

from migration_safety.core.finding import Finding
from migration_safety.core.plan import Plan
from migration_safety.databases.postgresql.predict import predict
from migration_safety.rules.judge import judge
from migration_safety.rules.probed import STATEMENTS
from migration_safety.rules.registry import all_rules
from tests.compatibility.releases import planned, selection, tried
from tests.compatibility.test_history import whole
from tests.plugins.servers import Server

REQUIRED = migrations.AddField("item", "colour", models.TextField(default="red"))


def judged(plan: Plan) -> list[Finding]:
    """The findings about statements of releases."""
    return [each for each in judge(predict(plan), all_rules()) if each.rule in STATEMENTS]


def test_every_such_finding_of_civicpulse_has_a_proof() -> None:
    found = judged(planned(whole()))
    assert {"MS301", "MS302", "MS307"} <= {each.rule for each in found}
    assert [str(each.source) for each in found if not each.proof] == []


def test_the_proof_is_the_statement_as_the_server_refused_it(
    newest: Server, reachable: None
) -> None:
    _, seen = tried(selection([REQUIRED]), newest)
    (finding,) = judged(seen)
    assert finding.rule == "MS301"
    assert finding.proof.startswith("old code on the new schema: INSERT of shop.Item fails: null")
    assert finding.proof.endswith("(SQLSTATE 23502) [observed]")


def test_a_view_that_stands_in_for_a_table_is_tried(newest: Server, reachable: None) -> None:
    rename = migrations.RunSQL("ALTER TABLE shop_tag RENAME TO shop_label", "")
    view = migrations.RunSQL("CREATE VIEW shop_tag AS SELECT * FROM shop_label", "")
    _, seen = tried(selection([rename, view]), newest)
    (migration,) = seen.migrations
    assert migration.compatibility is not None
    found = [each for each in migration.compatibility.old_new.probes if each.model == "shop.Tag"]
    assert {(each.witness, each.error) for each in found} == {("observed", "")}
