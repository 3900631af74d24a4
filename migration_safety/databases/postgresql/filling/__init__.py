"""Rows without meaning for tables of a sandbox: so many that the work on them can be timed."""
