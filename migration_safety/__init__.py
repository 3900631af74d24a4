"""Prove on a real PostgreSQL that a migration is safe to ship."""
