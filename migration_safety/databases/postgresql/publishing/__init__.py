"""Logical replication between two sides: published, followed, watched, compared."""
