"""Requests at a steady rate, by a process of its own that keeps a ledger of what it was told."""
