"""Rows read as text by their keys, and found again after the schema has changed under them."""

from migration_safety.databases.postgresql.billing.reducing import reduced
from migration_safety.databases.postgresql.billing.sheets import Sheets

__all__ = ["Sheets", "reduced"]
