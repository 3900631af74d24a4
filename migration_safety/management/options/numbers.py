"""Numbers as people write them in options: 1000, 1e6, 1_000_000."""

from __future__ import annotations

from collections.abc import Iterable

from migration_safety.errors import VolumeError

NUMBERS = "Write it as people.Person=1000 or people.Person=1e6."
# A thousand times what anybody has filled: beyond it, a slip of the keyboard.
MOST = 10**12


def row_counts(given: Iterable[str]) -> dict[str, int]:
    """Rows by model, of options such as people.Person=1e6."""
    found = {}
    for each in given:
        model, equals, number = each.partition("=")
        if not equals or not model:
            raise VolumeError(f"--rows {each} names no model and number.", NUMBERS)
        found[model] = whole(f"--rows {model}", number, least=1)
    return found


def whole(option: str, text: str, *, least: int) -> int:
    """A whole number from `least` on."""
    number = _number(option, text)
    if not number.is_integer() or not least <= number <= MOST:
        limits = f"A whole number from {least} to {MOST:.0e}."
        raise VolumeError(f"{option} may not be {text}.", limits)
    return int(number)


def positive(option: str, text: str) -> float:
    """A number above 0."""
    number = _number(option, text)
    if not 0 < number < float("inf"):
        raise VolumeError(f"{option} may not be {text}.", "A number above 0, such as 10 or 0.5.")
    return number


def _number(option: str, text: str) -> float:
    try:
        return float(str(text).replace("_", "").replace(",", ""))
    except ValueError:
        raise VolumeError(f"{option} may not be '{text}'.", "It must be a number.") from None
