"""SQLite, as far as it can do what is asked of PostgreSQL."""
