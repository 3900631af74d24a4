"""A whole trial of one migration at volume, against the time that its migrations themselves take.

    python -m tests.benchmarks.trial [ROWS [APP MIGRATION MODEL]]

Filling is not counted: from the first portrait to the last attempt of the bill.  The target is
2 times what forward, back and forward again take.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter

import django

from migration_safety.flows.rollback.prove import prove
from migration_safety.flows.rollback.request import Request

ROWS, WHAT, TARGET = "1e6", ("voters", "0006_big_ids", "voters.Participation"), 2.0


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civicpulse.settings")
    django.setup()
    rows = int(float(sys.argv[1] if len(sys.argv) > 1 else ROWS))
    app, migration, model = sys.argv[2:5] if len(sys.argv) > 4 else WHAT
    begun = 0.0

    def tell(line: str) -> None:
        nonlocal begun
        if "forward, back, forward" in line:
            begun = perf_counter()

    report = prove(Request(app, migration, plan=False, rows={model: rows}), tell)
    took = perf_counter() - begun
    trial = report.plan.migrations[0].trial
    assert trial is not None
    legs = sum(each.total for each in trial.legs)
    attempts = trial.bill.attempts if trial.bill else 0
    print(f"{migration} on {rows:,} rows of {model}: {trial.reversibility}")
    print(f"  forward, back, forward {legs:.1f} s; whole trial {took:.1f} s; {attempts} ways back")
    print(f"  {took / legs:.2f} times (target {TARGET:.0f})")


if __name__ == "__main__":
    main()
