"""Dump and restore, with pg_dump and pg_restore: what a clone on another server takes."""
