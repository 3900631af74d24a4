"""Rows written through the models of a new state, and what the way back does to them."""

from migration_safety.reading.billing.bill import bill
from migration_safety.reading.billing.going import by_code
from migration_safety.reading.billing.tools import Limits, Stage, Tools, undoing

__all__ = ["Limits", "Stage", "Tools", "bill", "by_code", "undoing"]
