"""What --status tells, as people read it at three in the morning."""

from __future__ import annotations

from dataclasses import replace

from migration_safety.core.deployment.situation import Line, Situation
from migration_safety.reports.deployment.situation import text

BEFORE = Situation(
    plan="ms_01234567",
    strategy="gate",
    lines=(
        Line("preflight", "Look", "reached", "2026-11-23T12:00:00.5+00:00", True),
        Line("backed_up", "Back up", "failed", "2026-11-23T12:01:00.5+00:00", False),
        Line("green_ready", "Make green", "", "", None),
    ),
    back=(),
    serving="blue",
    safe=False,
    abort=("remove an unfinished backup",),
    debt=(),
    next="--resume, or --abort",
    silent=("green",),
)


def test_past_the_contract_phase_it_says_that_no_way_leads_back() -> None:
    told = text(replace(BEFORE, serving="green", silent=(), safe=True, abort=(), over=True))
    assert "Traffic is on green.\nNothing is half done.\n" in told
    assert "There is no way back: the contract phase was begun." in told
    assert "abort would" not in told


def test_it_tells_who_serves_what_is_done_and_how_to_go_on() -> None:
    assert text(BEFORE).splitlines() == [
        "Plan ms_01234567, strategy gate",
        "Traffic is on blue.",
        "green does not answer: what is told of it is from the journal.",
        "A step is under way, or half done.",
        "",
        "  preflight      done        2026-11-23 12:00:00 UTC",
        "  backed_up      FAILED      2026-11-23 12:01:00 UTC",
        "  green_ready    -",
        "",
        "An abort would now:",
        "  - remove an unfinished backup",
        "Next: --resume, or --abort",
    ]
