"""Filling tables of SQLite, with the doors that PostgreSQL has."""
