"""Percentiles of latencies, with those who could not even ask."""

from __future__ import annotations

import pytest

from migration_safety.core.trial.traffic.pace import Pace, pace


def test_nothing_sent_has_no_latency() -> None:
    assert pace([], 0.01) == Pace(0, None, None, None)


def test_quick_answers_are_as_measured() -> None:
    found = pace([0.001 * each for each in range(1, 11)], 0.01)
    assert found == Pace(10, 5.0, 10.0, 10.0)


def test_a_stall_counts_for_everybody_who_would_have_come_meanwhile() -> None:
    found = pace([0.001] * 100 + [10.0], 0.01)
    assert (found.count, found.longest) == (101, 10_000)
    assert found.p50 == pytest.approx(4_500, rel=0.02)
    assert found.p99 == pytest.approx(9_890, rel=0.02)
