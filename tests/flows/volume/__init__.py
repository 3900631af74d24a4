"""Tests of seeding: whole runs on real databases."""
