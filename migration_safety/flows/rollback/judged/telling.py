"""What trials come to: the headline and the checklist of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migration_safety.core.plan import Plan
from migration_safety.core.report import Check, Status
from migration_safety.core.trial.data.coverage import gaps
from migration_safety.core.trial.trial import Reversibility, Trial

WHOLE = "all as one"
WORST = (
    Reversibility.BROKEN,
    Reversibility.IRREVERSIBLE,
    Reversibility.BEFORE_WRITES,
    Reversibility.LOSSY,
    Reversibility.LOSSLESS,
)


def trials(plan: Plan) -> Iterator[tuple[str, Trial]]:
    """Each trial and what it is of."""
    for each in plan.migrations:
        if each.trial:
            yield str(each), each.trial
    if plan.trial and not any(each.trial is plan.trial for each in plan.migrations):
        yield WHOLE, plan.trial


def headline(plan: Plan) -> str:
    """The worst that was found, in a sentence."""
    found = [each for _, each in trials(plan)]
    if not found:
        return "Nothing could be tried, so nothing is proven."
    worst = min((each.reversibility for each in found), key=WORST.index)
    count = sum(each.reversibility is worst for each in found)
    return f"{count} of {len(found)} trials: {worst.value}."


def checks(plan: Plan) -> tuple[Check, ...]:
    """What was examined, and how much of it; what was found wrong is told by the findings."""
    found = [each for _, each in trials(plan)]
    return _legs(found), _rows(found), _schema(found), _data(found), _new_rows(found)


def _legs(found: Sequence[Trial]) -> Check:
    legs = [leg for each in found for leg in each.legs]
    failed = [f"{leg.direction.value} {leg.failed}" for leg in legs if leg.failed]
    untried = sum(3 - len(each.legs) for each in found)
    missing = f", {untried} could not be tried" if untried else ""
    if not legs:
        return Check("Ways tried", Status.SKIPPED, 0, "nothing was tried")
    if failed:
        said = f"{len(failed)} of {len(legs)} fail{missing}"
        return Check("Ways tried", Status.WARNING, len(legs), said, tuple(dict.fromkeys(failed)))
    return Check("Ways tried", Status.PASSED, len(legs), f"all came through{missing}")


def _rows(found: Sequence[Trial]) -> Check:
    """What was generated, and which tables stayed empty all the same."""
    rows = sum(table.rows for each in found for table in each.filled.volume)
    empty = {table: why for each in found for table, why in each.filled.unfilled.items()}
    refused = [
        f"{', '.join(each.migrations)}: tried on empty tables: {each.filled.refused}"
        for each in found
        if each.filled.refused
    ]
    details = (*(f"{table}: {why}" for table, why in sorted(empty.items())), *refused)
    if not rows and not details:
        return Check("Rows generated", Status.SKIPPED, 0, "there was no table without any")
    said = f"rows; {len(empty)} tables stayed empty" if empty else "rows, some in every table"
    status = Status.WARNING if details else Status.PASSED
    return Check("Rows generated", status, rows, said, details)


def _schema(found: Sequence[Trial]) -> Check:
    """What differs in more than a name or an order, and what could not be looked into."""
    pairs = [pair for each in found for pair in (each.back, each.repeated) if pair]
    objects = sum(each.objects for each in pairs)
    unread = tuple(dict.fromkeys(line for each in pairs for line in each.unread))
    if not objects:
        return Check("Schema compared", Status.SKIPPED, 0, "no way back came to its end", unread)
    damage = sum(len(each.damage) for each in pairs)
    said = f"{damage:,} not as before" if damage else "all as before"
    rest = f"; of {len(unread):,} not all is compared" if unread else ""
    status = Status.WARNING if damage else Status.PASSED
    return Check("Schema compared", status, objects, f"objects: {said}{rest}", unread)


def _data(found: Sequence[Trial]) -> Check:
    backs = [each.back for each in found if each.back]
    known = sum(len(each.data) - len(each.unproven) for each in backs)
    unproven = sum(len(each.unproven) for each in backs)
    rest = f"; of {unproven:,} nothing is proven" if unproven else ""
    missing = gaps(each for back in backs for each in back.data)
    if not known:
        said = f"no column with rows was compared{rest}"
        return Check("Data compared", Status.SKIPPED, 0, said, missing)
    altered = sum(len(each.altered) for each in backs)
    said = f"{altered:,} not as before" if altered else "all as before"
    status = Status.WARNING if altered else Status.PASSED
    return Check("Data compared", status, known, f"columns: {said}{rest}", missing)


def _new_rows(found: Sequence[Trial]) -> Check:
    bills = [each.bill for each in found if each.bill]
    written = sum(each.written for each in bills)
    if not written:
        return Check("New rows", Status.SKIPPED, 0, "none were written after the way forward")
    hurt = sum(bool(each.entries) for each in bills)
    said = f"{hurt} of {len(bills)} ways back do something to them" if hurt else "none is touched"
    return Check("New rows", Status.WARNING if hurt else Status.PASSED, written, said)
