"""The options, the delivery and the exit status that all commands share."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError
from pytest_django import Settings as DjangoSettings

from migration_safety.core.report import Check, Report, Status
from migration_safety.errors import SandboxError
from migration_safety.management import exit_status
from migration_safety.management.exit_status import VerdictFailed
from tests.management.reporting import Reporting
from tests.reports.sample import EMPTY, HEALTHY, SAMPLE


def run(report: Report | Exception = HEALTHY, **options: Any) -> tuple[str, dict[str, Any]]:
    """What stands on standard output, and the options that the study was given."""
    command, out = Reporting(), StringIO()
    command.report = report
    call_command(command, stdout=out, stderr=StringIO(), **options)
    return out.getvalue(), command.studied


def refusal(report: Report | Exception = HEALTHY, **options: Any) -> CommandError:
    """The error that ends the run; nothing may stand on standard output."""
    command, out = Reporting(), StringIO()
    command.report = report
    with pytest.raises(CommandError) as caught:
        call_command(command, stdout=out, stderr=StringIO(), **options)
    assert out.getvalue() == ""
    return caught.value


def test_standard_output_holds_the_report_alone() -> None:
    out, _ = run(format="json")
    assert json.loads(out)["verdict"] == "safe"


def test_a_failing_verdict_writes_its_report_and_raises_with_status_1() -> None:
    out = StringIO()
    command = Reporting()
    with pytest.raises(VerdictFailed, match=r"1 error.*--fail-on error") as caught:
        call_command(command, stdout=out)
    assert caught.value.returncode == exit_status.FAILED
    assert caught.value.report is SAMPLE
    assert out.getvalue().startswith("DANGER")


def test_fail_on_never_lets_everything_pass() -> None:
    out, _ = run(SAMPLE, fail_on="never")
    assert "DANGER" in out


def test_fail_on_warning_fails_for_the_unknown() -> None:
    report = replace(HEALTHY, unknown=SAMPLE.unknown)
    run(report, fail_on="error")
    with pytest.raises(VerdictFailed, match="1 unknown"):
        run(report, fail_on="warning")


def test_a_failed_check_fails_the_run() -> None:
    check = Check("Statements run", Status.FAILED, 1, "1 of 1 not")
    with pytest.raises(VerdictFailed, match="1 check failed"):
        run(replace(HEALTHY, checks=(check,)))


def test_an_empty_selection_says_so_and_exits_with_2() -> None:
    out = StringIO()
    command = Reporting()
    command.report = EMPTY
    with pytest.raises(CommandError, match="--allow-empty") as caught:
        call_command(command, stdout=out)
    assert caught.value.returncode == exit_status.MISUSE
    assert out.getvalue().startswith("Nothing to check")


def test_an_empty_selection_may_be_allowed() -> None:
    out, _ = run(EMPTY, allow_empty=True)
    assert out.startswith("Nothing to check")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format": "jsn"}, "There is no format 'jsn'. Did you mean 'json'?"),
        ({"fail_on": "errors"}, "--fail-on may not be 'errors'. Did you mean 'error'?"),
        ({"sandbox": "docker"}, "--sandbox names no sandbox."),
        ({"output": [Path("report.jsn")]}, "Did you mean '.json'?"),
        ({"output": [Path("missing/report.json")]}, "does not exist. mkdir -p missing"),
        ({"output": [Path("/dev/null")]}, "No format is known by the suffix of '/dev/null'."),
    ],
)
def test_misuse_is_one_line_and_status_2(options: dict[str, Any], says: str) -> None:
    error = refusal(**options)
    assert says in str(error)
    assert "\n" not in str(error)
    assert error.returncode == exit_status.MISUSE


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (SandboxError("No server answers.", "Start one."), "No server answers. Start one."),
        (OperationalError("refused\n\tIs it up?"), "'default' cannot be used: refused Is it up?"),
        (ImproperlyConfigured("No ENGINE."), "No ENGINE."),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero. This is a fault"),
    ],
)
def test_what_breaks_in_the_study_is_one_line_and_status_2(error: Exception, says: str) -> None:
    refused = refusal(error)
    assert says in str(refused)
    assert "\n" not in str(refused)
    assert refused.returncode == exit_status.MISUSE


def test_a_sandbox_url_is_never_repeated() -> None:
    assert "secret" not in str(refusal(sandbox="mysql://me:secret@host/db"))


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    folder = tmp_path / "report.json"
    folder.mkdir()
    assert "is a folder" in str(refusal(output=[folder]))


def test_files_take_the_format_of_their_suffix(tmp_path: Path) -> None:
    paths = [tmp_path / "out.json", tmp_path / "out.md", tmp_path / "out.txt"]
    run(output=paths)
    assert json.loads(paths[0].read_text())["verdict"] == "safe"
    assert paths[1].read_text().startswith("## Migration safety: safe")
    assert paths[2].read_text().startswith("SAFE")
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_no_file_is_written_when_the_study_breaks(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    refusal(SandboxError("No server answers."), output=[path])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_settings_stand_in_for_options(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"FAIL_ON": "never", "SKIP": ["MS101"], "SANDBOX": "none"}
    _, studied = run(SAMPLE)
    assert (studied["sandbox"], studied["skip"]) == ("none", ("MS101",))


def test_options_override_settings(settings: DjangoSettings) -> None:
    settings.MIGRATION_SAFETY = {"SKIP": ["MS101"], "SANDBOX": "none"}
    _, studied = run(skip=["MS205"], sandbox="embedded")
    assert (studied["sandbox"], studied["skip"]) == ("embedded", ("MS205",))


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_may_refuse_colour(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert run()[1]["no_color"]
    assert not run(force_color=True)[1]["no_color"]
