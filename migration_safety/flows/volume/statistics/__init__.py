"""Statistics that are exported from one database, and that another one is filled by."""
