"""What users felt, out of a ledger."""

from __future__ import annotations

from migration_safety.flows.blue_green.rehearsal.load.answer import Answer, Kind, parsed
from migration_safety.flows.blue_green.rehearsal.proof import figures


def written(number: int, at: float, side: str = "blue", *, status: int = 200) -> Answer:
    return Answer(number, Kind.WRITE, at - 0.01, at - 0.01, at, status, side)


BLUE = [written(number, number / 10) for number in range(10)]
GREEN = [written(number, 0.5 + number / 10, "green") for number in range(10, 20)]


def test_a_line_of_the_ledger_is_read_as_it_was_written() -> None:
    answer = Answer(7, Kind.RECENT, 1.0, 1.25, 2.5, 410, "green", "a\tb")
    assert parsed(f"{answer.line()}\n") == Answer(
        7, Kind.RECENT, 1.0, 1.25, 2.5, 410, "green", "a b"
    )


def test_a_line_that_a_crash_has_cut_off_is_left_out() -> None:
    assert parsed(written(1, 1.0).line()) is None


def test_the_pause_lies_between_the_last_write_of_one_side_and_the_first_of_the_other() -> None:
    assert round(figures.pause([*GREEN, *BLUE]), 6) == 0.6


def test_a_write_that_was_refused_ends_no_pause() -> None:
    refused = written(99, 1.0, "green", status=500)
    assert round(figures.pause([*BLUE, refused, *GREEN]), 6) == 0.6


def test_without_another_side_there_was_no_pause() -> None:
    assert figures.pause(BLUE) == 0.0


def test_the_gap_is_the_longest_time_without_an_acknowledged_write() -> None:
    assert round(figures.gap([*BLUE, *GREEN]), 6) == 0.6


def test_latency_counts_from_when_a_request_was_due() -> None:
    late = Answer(1, Kind.READ, 1.0, 3.0, 3.5, 200)
    assert figures.felt([late]).worst == 2.5


def test_of_a_hundred_the_hundredth_is_beyond_the_99th_percentile() -> None:
    ordered = [float(number) for number in range(1, 101)]
    assert (figures.percentile(ordered, 0.99), figures.percentile(ordered, 0.999)) == (99.0, 100.0)


def test_what_is_not_found_is_stale_and_no_failure() -> None:
    felt = figures.felt([Answer(1, Kind.RECENT, 0.0, 0.0, 0.1, 410, "green")])
    assert (felt.stale, felt.failed) == (1, 0)
