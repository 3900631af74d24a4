"""Facts about PostgreSQL as data: shape of an action -> lock, rewrite, scan, page, example.

Every example runs on each supported server in tests/postgresql/test_facts.py, against
tests/postgresql/schema.sql: the tables parent, child (which refers to parent), plain, origin
and log (partitioned by day), the view recent of child, the materialized view summary of
origin, the enum mood.
"""
