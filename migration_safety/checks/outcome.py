"""How a check comes out: nothing examined is skipped, what went unexamined is no pass."""

from __future__ import annotations

from collections.abc import Iterable

from migration_safety.core.report import Check, Status


def outcome(
    name: str,
    examined: int,
    wrong: Iterable[str],
    *,
    worst: Status = Status.FAILED,
    doubtful: Iterable[str] = (),
    told: Iterable[str] = (),
    unexamined: Iterable[str] = (),
    none: str = "nothing examined",
) -> Check:
    """A check of that many things; `wrong` and `unexamined` are told each in a line.

    `doubtful` may be wrong, which is a warning; `told` are noted, and change nothing.
    `none` says why there was nothing to examine.
    """
    kinds = (wrong, doubtful, unexamined, told)
    bad, maybe, open_, more = (tuple(dict.fromkeys(lines)) for lines in kinds)
    details = (*bad, *maybe, *open_, *(f"noted: {line}" for line in more))
    if not examined:
        return Check(name, Status.SKIPPED, 0, "not examined" if open_ else none, details)
    if bad:
        # One thing may be wrong in several ways.
        says = f"{len(bad)} of {examined} not" if len(bad) <= examined else f"{len(bad)} wrong"
        return Check(name, worst, examined, says, details)
    if maybe:
        return Check(name, Status.WARNING, examined, f"{len(maybe)} to look at", details)
    if open_:
        return Check(name, Status.WARNING, examined, f"{len(open_)} not examined", details)
    return Check(name, Status.PASSED, examined, "all", details)


def skipped(name: str, reason: str) -> Check:
    """A check that had nothing to go by."""
    return Check(name, Status.SKIPPED, 0, reason)
