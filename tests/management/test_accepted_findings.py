"""Accepted findings, from the comment or the ledger to the exit status."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.project import ROOT, Project, migration, project

PAGE = (ROOT / "docs" / "suppression.md").read_text("utf-8")
INDEX = 'migrations.AddIndex("item", models.Index(fields=["name"], name="item_name")),'
CALL = 'migrations.RunSQL("CALL tidy()", migrations.RunSQL.noop),'
ACCEPT = ("--write-baseline", "ledger.toml", "--because", "history; owner platform")
TODAY = datetime.now(UTC).date()


def written(folder: Path, operations: str, **safety: object) -> Project:
    return project(folder, {"0002_item_name": migration(operations)}, safety=safety)


def report(done: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def dangerous(tmp_path: Path) -> Project:
    """An index that blocks writes, and a procedure of which nothing is known."""
    return written(tmp_path, f"{INDEX}\n        {CALL}")


def test_a_comment_accepts_a_finding_and_the_report_tells_it(tmp_path: Path) -> None:
    said = "# safe: MS101 because the table has 12 rows; until 2099-01-31; owner platform"
    done = written(tmp_path, f"{INDEX}  {said}").check("--format", "json")
    found = report(done)
    assert (done.returncode, found["verdict"], found["score"]) == (0, "safe", 100)
    assert found["summary"]["suppressed"] == 1
    assert found["findings"][0]["suppressed"] == {
        "reason": "the table has 12 rows",
        "owner": "platform",
        "until": "2099-01-31",
        "source": {"path": "shop/migrations/0002_item_name.py", "line": 8},
    }


def test_the_last_line_counts_and_verbosity_2_says_why(tmp_path: Path) -> None:
    done = written(tmp_path, f"# safe: MS101 because of 12 rows\n        {INDEX}").check("-v", "2")
    assert done.stdout.endswith("\n1 suppressed: MS101\n")
    assert "because  of 12 rows\n         shop/migrations/0002_item_name.py:8\n" in done.stdout


def test_the_unknown_can_be_answered_for(tmp_path: Path) -> None:
    done = written(tmp_path, f"{CALL}  # safe: unknown because I read it").check("--format", "json")
    found = report(done)
    assert (found["verdict"], found["summary"]["unknown"]) == ("safe", 0)
    assert found["unknown"][0]["suppressed"]["reason"] == "I read it"


def test_the_last_day_counts_and_the_next_does_not(tmp_path: Path) -> None:
    # A run just before midnight may see the next day.
    holds = f"{INDEX}  # safe: MS101 because so; until {TODAY + timedelta(days=1)}"
    over = f"{INDEX}  # safe: MS101 because so; until {TODAY - timedelta(days=1)}"
    assert written(tmp_path / "holds", holds).check().returncode == 0
    done = written(tmp_path / "over", over).check()
    assert done.returncode == 1
    assert "MS732" in done.stdout


def test_a_comment_that_is_not_honoured_fails_the_run(tmp_path: Path) -> None:
    done = written(tmp_path, f"{CALL}  # safe: MS101").check("--format", "json")
    assert done.returncode == 1
    assert [each["rule"] for each in report(done)["findings"]] == ["MS730"]


def test_a_rule_that_is_left_out_is_not_called_unused(tmp_path: Path) -> None:
    shop = written(tmp_path, f"{INDEX}  # safe: MS101 because of 12 rows")
    assert "MS731" not in shop.check("--skip", "MS101").stdout
    assert "MS731" not in shop.check("--only", "MS731").stdout


def test_a_migration_made_by_code_is_accepted_on_its_class(tmp_path: Path) -> None:
    text = migration(INDEX).replace("operations = [", "operations = [] + [")
    text = text.replace("Migration):\n", "Migration):  # safe: MS101 because of 12 rows\n")
    done = project(tmp_path, {"0002_item_name": text}).check("--format", "json")
    assert report(done)["summary"]["suppressed"] == 1
    assert done.returncode == 0


def test_a_history_is_accepted_once(dangerous: Project) -> None:
    done = dangerous.check(*ACCEPT)
    assert done.returncode == 0
    assert "2 suppressed: MS101, unknown" in done.stdout
    again = dangerous.check("--ledger", "ledger.toml", "--format", "json")
    assert (again.returncode, report(again)["verdict"]) == (0, "safe")
    assert report(again)["findings"][0]["suppressed"]["owner"] == "platform"


def test_writing_it_twice_gives_the_same_file(dangerous: Project) -> None:
    dangerous.check(*ACCEPT)
    dangerous.check("--write-baseline", "again.toml", *ACCEPT[2:])
    one, two = (dangerous.folder / name for name in ("ledger.toml", "again.toml"))
    assert one.read_bytes() == two.read_bytes()


def test_the_ledger_outlives_new_lines_and_comments(dangerous: Project) -> None:
    dangerous.check(*ACCEPT)
    path = dangerous.folder / "shop/migrations/0002_item_name.py"
    text = path.read_text("utf-8").replace("AddIndex(", "AddIndex(\n  # by name\n  ")
    path.write_text(f"# checked\n\n{text}", "utf-8")
    assert dangerous.check("--ledger", "ledger.toml").returncode == 0


def test_what_was_changed_is_accepted_no_more(dangerous: Project) -> None:
    dangerous.check(*ACCEPT)
    path = dangerous.folder / "shop/migrations/0002_item_name.py"
    path.write_text(path.read_text("utf-8").replace("item_name", "item_title"), "utf-8")
    done = dangerous.check("--ledger", "ledger.toml", "--format", "json")
    assert {each["rule"] for each in report(done)["findings"]} == {"MS101", "MS733"}
    assert report(done)["findings"][-1]["source"]["path"] == "ledger.toml"


def test_entries_for_migrations_that_are_gone_are_a_warning(dangerous: Project) -> None:
    dangerous.check(*ACCEPT)
    (dangerous.folder / "shop/migrations/0002_item_name.py").unlink()
    done = dangerous.check("--ledger", "ledger.toml", "--format", "json")
    (check,) = (e for e in report(done)["checks"] if e["name"] == "accepted migrations exist")
    assert (check["status"], check["examined"]) == ("warning", 2)
    assert check["details"][0].startswith("ledger.toml:5: shop.0002_item_name (MS101) is gone")


def test_the_setting_names_the_ledger(tmp_path: Path) -> None:
    shop = written(tmp_path, INDEX, LEDGER="ledger.toml")
    assert shop.check(*ACCEPT).returncode == 0
    assert shop.check().returncode == 0


def test_severities_are_a_matter_of_the_project(tmp_path: Path) -> None:
    shop = written(tmp_path, INDEX, SEVERITIES={"create_index": "info"})
    done = shop.check("--format", "json")
    assert done.returncode == 0
    assert report(done)["findings"][0]["severity"] == "info"


@pytest.mark.parametrize(
    ("safety", "says"),
    [
        ({"SEVERITIES": {"MS1O1": "info"}}, "There is no rule 'MS1O1'. Did you mean 'MS101'?"),
        ({"LEDGER": "none.toml"}, "The ledger 'none.toml' cannot be read: No such file"),
    ],
)
def test_a_wrong_setting_is_misuse(tmp_path: Path, safety: dict[str, object], says: str) -> None:
    done = written(tmp_path, INDEX, **safety).check()
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


@pytest.mark.parametrize("rule", ["MS999", "MS731"])
def test_a_ledger_may_only_name_rules_that_can_be_accepted(dangerous: Project, rule: str) -> None:
    dangerous.check(*ACCEPT)
    path = dangerous.folder / "ledger.toml"
    path.write_text(path.read_text("utf-8").replace("MS101", rule), "utf-8")
    done = dangerous.check("--ledger", "ledger.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "CommandError: The ledger 'ledger.toml' is wrong in entry 1, line 5"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (ACCEPT[:2], "--write-baseline accepts dangers for a reason. Give it: --because REASON."),
        (ACCEPT[2:], "--because says why --write-baseline is right. Give both."),
        ((*ACCEPT[:2], "--because", " "), "--because does not say why. It gives no reason."),
        ((*ACCEPT[:2], "--because", "a; until now"), "'now' is no date."),
        (("--write-baseline", "manage.py", *ACCEPT[2:]), "'manage.py' is there already"),
        (("--write-baseline", "no/l.toml", *ACCEPT[2:]), "does not exist. mkdir -p no"),
        (("--ledger", "settings.py"), "The ledger 'settings.py' is no TOML"),
    ],
)
def test_misuse_is_one_line_and_status_2(
    dangerous: Project, arguments: tuple[str, ...], says: str
) -> None:
    done = dangerous.check(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_where_nothing_is_examined_nothing_is_accepted(dangerous: Project) -> None:
    (dangerous.folder / "shop/migrations/0002_item_name.py").unlink()
    (dangerous.folder / "shop/migrations/0001_initial.py").unlink()
    assert dangerous.check(*ACCEPT).returncode > 0
    assert not (dangerous.folder / "ledger.toml").exists()


def test_the_comment_in_the_documentation_accepts(tmp_path: Path) -> None:
    text = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    head = "from django.db import migrations, models\n"
    depends = '    dependencies = [("shop", "0001_initial")]\n    operations'
    shop = project(tmp_path, {"0002_item_name": head + text.replace("    operations", depends)})
    assert shop.check().stdout.endswith("1 suppressed: MS101 (-v 2 says why)\n")


def test_the_ledger_in_the_documentation_accepts(tmp_path: Path) -> None:
    shop = written(tmp_path, INDEX)
    (ledger,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "ledger.toml").write_text(ledger, "utf-8")
    done = shop.check("--ledger", "ledger.toml", "--format", "json")
    assert (done.returncode, report(done)["summary"]["suppressed"]) == (0, 1)
    shop.check("--write-baseline", "own.toml", "--because", "it ran in 2024; owner platform")
    own = (tmp_path / "own.toml").read_text("utf-8")
    assert ledger.partition("\n")[2].replace("until = 2099-12-31\n", "") in own
