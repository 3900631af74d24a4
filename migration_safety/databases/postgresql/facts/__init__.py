"""Facts about PostgreSQL as data: shape of an action -> lock, rewrite, scan, page, example.

Every example runs on each supported server in tests/postgresql/test_facts.py, against
tests/postgresql/schema.sql: the tables parent, child (which refers to parent), plain, and
log (partitioned by day), the view recent, the materialized view summary, the enum mood.
"""
