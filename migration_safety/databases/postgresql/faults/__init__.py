"""Interrupting a session of a migration, and what the server is left with."""
