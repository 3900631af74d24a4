"""Signals that unwind the stack, held back where it must not be unwound."""

from __future__ import annotations

import signal

import pytest

from migration_safety.interruption.signals import held, status, unwinding

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_unwinds_and_the_handlers_are_the_former_ones_afterwards(
    number: signal.Signals,
) -> None:
    before = [signal.getsignal(each) for each in NUMBERS]
    with pytest.raises(KeyboardInterrupt) as caught, unwinding():
        signal.raise_signal(number)
    assert status(caught.value) == 128 + number
    assert [signal.getsignal(each) for each in NUMBERS] == before


def test_one_that_is_held_back_unwinds_when_the_outermost_block_has_ended() -> None:
    passed = []
    with pytest.raises(KeyboardInterrupt) as caught, unwinding():
        with held():
            with held():
                signal.raise_signal(signal.SIGTERM)
                signal.raise_signal(signal.SIGINT)
                passed.append("inner")
            passed.append("outer")
        passed.append("beyond")
    assert passed == ["inner", "outer"]
    assert status(caught.value) == 128 + signal.SIGTERM


def test_one_that_was_held_back_unwinds_once() -> None:
    with pytest.raises(KeyboardInterrupt), unwinding(), held():
        signal.raise_signal(signal.SIGINT)
    with unwinding(), held():
        pass


def test_an_error_in_a_held_block_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt) as caught, unwinding(), held():
        signal.raise_signal(signal.SIGINT)
        raise ValueError("first")
    assert isinstance(caught.value.__context__, ValueError)


def test_a_handler_of_somebody_else_stays() -> None:
    heard = []
    before = signal.signal(signal.SIGHUP, lambda number, _: heard.append(number))
    try:
        with unwinding(), held():
            signal.raise_signal(signal.SIGHUP)
            assert heard == [signal.SIGHUP]
    finally:
        signal.signal(signal.SIGHUP, before)
