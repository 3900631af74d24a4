"""Trials on SQLite: databases are files, and a copy of a database is a copy of a file."""
