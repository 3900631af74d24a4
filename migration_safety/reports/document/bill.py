"""Rollback bills as JSON."""

from __future__ import annotations

from typing import Any

from migration_safety.core.trial.bills.bill import Bill, Entry

Document = dict[str, Any]


def bill(has: Bill | None) -> Document | None:
    """Null where no rows were written."""
    if has is None:
        return None
    return {
        "headline": has.headline,
        "written": has.written,
        "attempts": has.attempts,
        "entries": [entry(each) for each in has.entries],
        "gone": list(has.gone),
        "again": has.again or None,
        "unwritten": list(has.unwritten),
    }


def entry(has: Entry) -> Document:
    """One line of the bill."""
    return {
        "what": has.what.value,
        "table": has.table or None,
        "column": has.column or None,
        "scenarios": list(has.scenarios),
        "rows": has.rows,
        "cells": has.cells,
        "detail": has.detail or None,
        "error": has.error or None,
        "reach": has.reach.value if has.reach else None,
    }
